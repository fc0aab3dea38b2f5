#!/bin/sh
# popfetch against a real Dovecot: in clear, by STLS and by implicit TLS, into
# Maildir and mbox, octet for octet, for the mail that has broken others.
# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source-path=SCRIPTDIR source=dovecot.sh
. "$SOURCE/tests/interop/dovecot.sh"

mkdir sent expected
perl "$SOURCE/tests/interop/corpus.pl" sent expected
total=$(files sent)
dovecot_start

tls() {
	run_trusting --password-file "$tmp/password" \
		--state-dir "$tmp/state" "$@"
}

# The digests of what stands in a folder, whatever the names.
digests() {
	find "$1" -type f -exec cksum {} + | awk '{ print $1, $2 }' | sort
}
digests expected >expected.sums

fetch_all() { # WHICH ARGUMENT...
	which=$1
	shift
	maildrop_fill sent
	start_over
	tls --maildir Mail --keep "$@"
	exits 0 "$which: fetch into a Maildir with --keep"
	silent "$which: nothing is said about it"
	digests Mail >got.sums
	same got.sums expected.sums "$which: each message octet for octet"
	start_over
	tls --maildir Mail --keep --max-messages $((total - 2)) "$@"
	exits 0 "$which: all but two"
	tls --maildir Mail --keep --trace "$@"
	exits 0 "$which: these two"
	is "$(grep -c '^C: LIST [0-9]' err)" 2 "$which: are listed alone"
	digests Mail >got.sums
	same got.sums expected.sums "$which: and come as they are"
	tls --maildir Mail --keep "$@"
	exits 0 "$which: a last run"
	is "$(files Mail)" "$total" "$which: brings nothing twice"
	tls --all --mbox mbox "$@"
	exits 0 "$which: fetch of all into an mbox"
	rm -rf split && mkdir split
	perl "$SOURCE/tests/interop/mbox-split.pl" mbox split
	digests split >got.sums
	same got.sums expected.sums "$which: each message of the mbox as well"
	tls --stat "$@"
	is "$(cat out)" "0	0" "$which: the maildrop is empty now"
}

fetch_all 'in clear' --tls none "$url"
fetch_all STLS "$url"
fetch_all 'implicit TLS' "$urls"

# Looking, as a script would.
maildrop_fill "$SOURCE/tests/mail"
tls --list "$urls"
exits 0 'the maildrop is listed'
is "$(cut -f1 out | tr '\n' ' ')" '1 2 3 4 5 ' 'with a line a message'
# By hand, inside TLS.
printf '%s\n' capa list 'retr 3 | cat >by-hand' 'dele 3' 'list 3' |
	"$popfetch" --shell --tls-ca-file "$tmp/ca.pem" \
		--password-file "$tmp/password" "$urls" >out 2>err
status=$?
exits 65 'a message that is marked cannot be listed: a script ends'
is "$(grep -c '^\+OK' out)$(grep -c '^-ERR' out)" 41 'behind four answers'
same by-hand "$SOURCE/tests/mail/3-message-de-test.eml" \
	'with a message octet for octet'
tls --uidl "$urls"
cut -f2 out >uids
tls --list "$urls"
cut -f3 out >list-uids
same uids list-uids 'LIST and UIDL name the same unique-ids'
tls --retr 1 "$urls"
digests "$SOURCE/tests/mail" >mail.sums
ok 'one message comes as it is' grep -qxf - mail.sums <<SUM
$(cksum <out)
SUM
tls --capa --tls none "$url"
like out '^STLS$' 'the capabilities before login are shown'
like out '^PIPELINING$' 'and others'
tls --last "$urls"
exits 0 'LAST is answered'

# Trust and refusals.
run --password-file "$tmp/password" --state-dir "$tmp/state" --stat "$urls"
exits 77 'an unknown authority is not trusted'
printf wrong >wrong && chmod 600 wrong
run --tls-ca-file "$tmp/ca.pem" --password-file wrong \
	--state-dir "$tmp/state" --stat "$urls"
exits 77 'a wrong password is refused'
unlike err wrong 'and not shown'

# A second session is locked out by Dovecot itself.
mkfifo hold
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die;
	<$s>; print $s "USER jim\r\n"; <$s>; print $s "PASS secret\r\n"; <$s>;
	open my $held, ">", "held" or die; close $held; <STDIN>' "$port" \
	<hold &
holder=$!
children="$children $holder"
exec 9>hold
await test -e held
tls --stat --timeout 1 "$urls"
exits 75 'a maildrop in use is a passing failure'
"$popfetch" -v --tls-ca-file ca.pem --password-file password --stat \
	--timeout 20 "$urls" >out 2>err 9>&- &
waiting=$!
children="$children $waiting"
await grep -q 'trying again in' err
exec 9>&-
wait "$waiting"
status=$?
child_forget "$waiting"
exits 0 'and is tried again while it may pass'
wait "$holder"
child_forget "$holder"

# Dovecot lets in before it opens the maildrop, and then says why it cannot, be
# it to a command or to nobody.
mkdir -p "$tmp/mail/ann/Maildir/tmp"
mkdir -m 000 "$tmp/mail/ann/Maildir/cur" "$tmp/mail/ann/Maildir/new"
chown -R "$mail_uid:$mail_gid" "$tmp/mail/ann"
for action in "--maildir $tmp/Mail" --stat; do
	# shellcheck disable=SC2086
	tls $action "pops://ann@localhost:$tls_port"
	exits 75 "${action%% *}: a maildrop that Dovecot cannot open"
	like err 'SYS/TEMP. Internal error occurred' 'is told in its words'
done
chmod 700 "$tmp/mail/ann/Maildir"/*
finish
