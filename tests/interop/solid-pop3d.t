#!/bin/sh
# popfetch against a real solid-pop3d, which knows no CAPA, and numbers its
# messages anew in each session.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=servers.sh
. "$SOURCE/tests/interop/servers.sh"

server_lay solid-pop3d /usr/sbin/solid-pop3d
cat >"$over/etc/spop3d.conf" <<CONF
<Global>
	MailDropName "Maildir"
	MailDropType maildir
</Global>
CONF
# It refuses the whole maildrop for one message without a final line end.
unwanted='no-final-newline one-octet dot-at-end'
mail_make
fill_maildir
server_start_in_world <<START
exec perl "$SOURCE/tests/interop/inetd.pl" $port /usr/sbin/solid-pop3d
START
mail_read

logs_in USER --tls none "$url"
fetches 'in clear' --tls none "$url"
looks --tls none "$url"
empties --tls none "$url"
refuses --tls none "$url"
finish
