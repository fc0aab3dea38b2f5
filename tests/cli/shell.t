#!/bin/sh
# --shell with a script on standard input: what is said, what is shown, and
# what ends it.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

# shell [LINE]...: popfetch --shell with these lines as its script.
shell() {
	printf '%s\n' "$@" | timeout -k 5 60 "$popfetch" --shell --tls none \
		--password-file password --state-dir state "$url" >out 2>err
	status=$?
}
refill() {
	drop_empty
	message a 'one'
	message b '.' '..two' 'tab	and esc ['
	message c
	server_fault "$@"
}

# ---- Answers --------------------------------------------------------------------

refill no-last
shell STAT 'List 2' ' uidl	1' 'top 3 0' noop rset
exits 0 'verbs in any case'
like out '^\+OK 3 [0-9]+$' 'a status line as it came'
like out '^\+OK 2 [0-9]+$' 'the scan listing of one message'
like out '^\+OK 1 a$' 'the unique-id of one message'
like out '^Subject: c$' 'a header'
empty err 'nobody says anything else'
is "$(said 'UIDL 1')$(said 'TOP 3 0')$(said QUIT)" 111 \
	'the server hears them as the RFC writes them, and QUIT at the end'
unlike out "$(printf '\r')" 'line ends are LF'

shell 'retr 2'
{
	printf '+OK %s octets\n' "$(sed 's/$/./' drop/b.eml | wc -c | tr -d ' ')"
	sed 's/^\./../' drop/b.eml
	echo .
	echo '+OK bye'
} >expected
shell 'retr 2' quit
same out expected 'a message has its dot-stuffing, its dot and its octets'

shell list
is "$(sed -n '2,$p' out | cut -d ' ' -f 1 | tr '\n' ' ')" '1 2 3 . ' \
	'a listing ends with a dot'
shell '# nothing' '' '   ' stat
exits 0 'comments and empty lines are none'
shell help
like out '^retr N ' 'help lists the verbs'
sed -n 's/^\([a-z][a-z0-9]*\) .*/\1/p' out >verbs
sed -n '/^\.Sh SHELL/,/^\.El/s/^\.It Cm \([a-z0-9]*\).*/\1/p' \
	"$SOURCE/man/popfetch.1" >explained
same verbs explained 'as the man page does'
shell 'help dele'
is "$(wc -l <out | tr -d ' ')" 1 'or one'

printf 'stat\r\nquit' >script
"$popfetch" --shell --tls none --password-file password "$url" <script >out 2>err
status=$?
exits 0 'a script with CRLF, whose last line has no end'
is "$(tail -n 1 out)" '+OK bye' 'is read to its end'

not_ok 'no state file was made' test -e state

# ---- Refusals -------------------------------------------------------------------

log_forget
shell 'dele 1' last 'dele 2' quit
exits 65 'a refusal ends a script'
like err "^popfetch: line 2: the server refused 'last'\$" 'which says where'
like err '1 message marked for deletion stays' 'and what does not happen'
is "$(said 'DELE 2')$(said RSET)$(said QUIT)" 011 \
	'the rest is not said, and marks are taken back'
is "$(left)" 'a b c ' 'nothing is deleted'

shell -last '- retr 9' stat
exits 0 'unless a dash forgives it'
empty err 'in silence'
is "$(tail -n 1 out)" "+OK 3 $(sed -n 's/^+OK 3 //p' out)" 'and the rest is said'

shell 'dele 1' 'delt 2' quit
exits 64 'a line without sense ends it, too'
like err "^popfetch: line 2: unknown verb 'delt'; did you mean 'dele'" \
	'with where and why'
is "$(left)" 'a b c ' 'nothing is deleted'
shell 'dele 1x' 'dele 2' quit
exits 64 'what is no message-number does not go to the server'
is "$(left)" 'a b c ' 'and nothing is deleted'
shell "stat $(head -c 5000 /dev/zero | tr '\0' x)"
exits 64 'a line that is too long'

log_forget
shell 'user jim' 'pass s3cret' stat
exits 64 'nobody logs in by hand'
unlike err s3cret 'and a password is not shown'
shell 'pass s3cret'
exits 64 'nor with pass alone'
unlike err s3cret 'the password is nowhere'
is "$(said '(USER|PASS) (s3cret|jim s3cret)')" 0 'nor does the server hear it'

# ---- The end --------------------------------------------------------------------

log_forget
shell 'dele 1' 'dele 3'
exits 65 'a script that ends without quit'
like err "2 messages marked for deletion stay on the server: only 'quit'" \
	'deletes nothing and says so'
is "$(left)$(said RSET)$(said QUIT)" 'a b c 11' 'and leaves good order'
shell 'dele 1' exit 'dele 2' quit
exits 0 'exit means it'
is "$(left)" 'a b c ' 'nothing is deleted'
shell 'dele 1' rset quit
exits 0 'rset'
is "$(left)" 'a b c ' 'takes marks back'
shell 'dele 1' 'dele 3' quit stat
exits 0 'quit'
is "$(left)" 'b ' 'deletes, and is the end'

refill quit-err
shell 'dele 1' quit
exits 65 'a QUIT that is refused'
like err "the server refused 'quit'" 'is told'
refill quit-lost
shell 'dele 1' quit
exits 69 'a QUIT without an answer'
like err 'what became of 1 marked message is not known' 'proves nothing'
refill err:RSET
log_forget
shell 'dele 1'
exits 65 'a server that has no RSET'
is "$(left)$(said QUIT)" 'a b c 0' 'hears no QUIT'

# ---- Commands behind a bar ------------------------------------------------------

refill no-last
shell 'retr 2 | cat >got' 'list | cat >listing' 'stat | cat >drop-listing' \
	'dele 2' quit
exits 0 'answers go through commands'
message b '.' '..two' 'tab	and esc ['
same got drop/b.eml 'a message is the message itself'
is "$(cut -d ' ' -f 1 listing | tr '\n' ' ')" '1 2 3 ' 'a listing its lines'
like drop-listing '^\+OK 3 ' 'one line goes there whole'
is "$(grep -c . out)" 4 'the other status lines are shown'

refill no-last
log_forget
shell 'retr 1 | cat >/dev/full' 'dele 1' quit
exits 65 'a command that fails ends a script'
like err "line 1: 'cat >/dev/full' ended with status 1" 'which is told'
is "$(left)$(said 'DELE 1')" 'a b c 0' 'and nothing is deleted'
shell '-retr 1 | false' 'retr 9 | touch ran'
exits 65 'a refusal has nothing for a command'
not_ok 'which does not run' test -e ran
shell 'retr 1 | no-such-command'
exits 65 'nor is there one to run'

server_stop
server_start --generate 2:3000000
shell 'retr 1 | head -n 1' 'retr 2 | true' 'stat | cat'
exits 0 'a command that reads only so much'
like out '^\+OK 2 ' 'the rest is drained and the session goes on'

# ---- The session ends -----------------------------------------------------------

refill close:NOOP
shell 'dele 1' noop quit
exits 69 'a connection that is lost'
like err "connection closed before the answer to 'NOOP'" 'is told'
like err 'marked for deletion stays on the server: there was no QUIT' \
	'and what was marked'
is "$(left)" 'a b c ' 'nothing is deleted'

refill no-last
mkfifo lines
exec 3<>lines
"$popfetch" --shell --tls none --password-file password "$url" <lines \
	>out 2>err &
pf_pid=$!
children="$children $pf_pid"
echo 'stat' >&3
await grep -q '^+OK 3' out
pkill -TERM -P "$server_pid"
pf_wait
exits 69 'a server that ends an idle session is noticed at once'
like err 'connection closed by the server' 'and told'

perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$popfetch" --shell --tls none \
	--password-file password "$url" <lines >out 2>err &
pf_pid=$!
children="$children $pf_pid"
log_forget
echo 'dele 1' >&3
await grep -q '^+OK' out
kill -INT "$pf_pid"
pf_wait
is "$(kill -l "$status")" INT 'a signal ends a script'
is "$(left)$(said QUIT)" 'a b c 0' 'without QUIT'

# Inside TLS the server sends tickets unasked, which are no words of it.
server_stop
certificates_make
server_start --implicit --tls-cert server.pem
"$popfetch" --shell --tls-ca-file ca.pem --password-file password "$urls" \
	<lines >out 2>err &
pf_pid=$!
children="$children $pf_pid"
echo 'stat' >&3
await grep -q '^+OK 3' out
echo 'retr 1' >&3
await grep -q '^\.$' out
pkill -TERM -P "$server_pid"
pf_wait
exits 69 'inside TLS it is the same'
exec 3>&-

# ---- Around it -------------------------------------------------------------------

server_fault no-last
pf --shell "$url"
exits 64 'two accounts are one too many'
pf --shell --json
exits 64 'there is no JSON'
pf --shell --maildir Mail
exits 64 'nor a destination'
run --shell --tls none --password-file password "$url"
exits 0 'an empty script logs in and leaves'
silent 'in silence'
server_fault "login:no"
shell stat
exits 77 'a login that is refused'
server_fault no-last
printf 'dele 1\nretr 2\nquit\n' | timeout 60 "$popfetch" --shell --tls none \
	--password-file password "$url" >/dev/full 2>err
status=$?
exits 74 'standard output that is full'
is "$(wc -l <err | tr -d ' ')" 2 'is told, once'
printf 'dele 1\nretr 2\nquit\n' | perl -e 'pipe my $r, my $w; close $r;
	open STDOUT, ">&", $w; exec @ARGV' "$popfetch" --shell --tls none \
	--password-file password "$url" 2>err
is "$(kill -l $?)" PIPE 'nobody reads it'
is "$(left)" 'a b c ' 'and nothing is deleted'
shell_trace=$(echo stat | "$popfetch" --shell --trace --tls none \
	--password-file password "$url" 2>&1 >out | grep -c '^[CS]: ')
[ "$shell_trace" -gt 6 ]
result $? '--trace shows the dialogue beside it'

finish
