-- What a mail to somebody who is not here yet bears. Where the invitation goes, so does the mail, which has their address: whoever took
-- it up and left again may never have been known as its reader. Null once they are known.
alter table notifications.mails add column invitation_id uuid references shops.invitations on delete cascade;
create index on notifications.mails (invitation_id) where invitation_id is not null;
