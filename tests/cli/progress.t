#!/bin/sh
# How far a fetch is, on a terminal that script(1) plays: lines that are drawn
# anew, give way to what is said and asked, and leave nothing behind.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

if ! script -q -e -c true /dev/null </dev/null >/dev/null 2>&1; then
	echo '1..0 # SKIP there is no script(1) that runs a command'
	exit 0
fi
TERM=xterm
export TERM
escape=$(printf '\033')

# sit COLUMNS [ARGUMENT]...: popfetch at a terminal of its own, which stays at
# work; what came there is in $tmp/typescript, and what is typed goes to 3.
sit() {
	echo "stty cols $1 rows ${rows-24} -echo; ${before-exec} $popfetch \\" \
		>"$tmp/command"
	shift
	for _word in "$@"; do
		printf "'%s' " "$_word" >>"$tmp/command"
	done
	echo "${behind-}" >>"$tmp/command"
	rm -f keys
	mkfifo keys
	: >typescript
	perl -e '$SIG{$_} = "DEFAULT" for qw(INT QUIT HUP); exec @ARGV' \
		script -q -e -f -c "exec sh $tmp/command" typescript \
		<keys >/dev/null 2>&1 &
	pf_pid=$!
	children="$children $pf_pid"
	exec 3>keys
}
sit_alone() {
	_columns=$1
	shift
	sit "$_columns" --tls none --password-file "$tmp/password" --state-dir \
		"$tmp/state" --maildir Mail --pipeline off "$@" "$url"
}
leaves() {
	pf_wait
	exec 3>&-
	look
}

look() {
	perl "$SOURCE/tests/cli/screen.pl" <typescript >screen 2>screen.err
}
# shellcheck disable=SC2317,SC2329 # await runs it
on_screen() {
	look
	grep -Eq -e "$1" screen
}
# shows EXTENDED-REGEX CLAIM: whether a line of the screen comes to be like it
shows() {
	await on_screen "$1" >/dev/null
	result $? "$2" screen screen.err
}
# shellcheck disable=SC2317,SC2329 # await runs it
has_rows() {
	look
	[ "$(wc -l <screen)" -eq "$1" ]
}
# is_screen EXPECTED CLAIM: with times left out
is_screen() {
	is "$(sed 's/ in [0-9:]*$/ in T/' screen)" "$1" "$2"
}

message a
message b 'and more'
perl -e 'print "Subject: c\n\n", ("x" x 62 . "\n") x 3072' >drop/c.eml

# ---- One account ----------------------------------------------------------------

server_start --fault "hold:RETR:3:$tmp/go"
sit_alone 100 --keep
shows "^pop://jim@127.0.0.1:$port  2/3 messages  [0-9]+ of 193K" \
	'a line tells how far a fetch is'
is "$(wc -l <screen | tr -d ' ')" 1 'which is all there is'
shows ' 0/s$|  [0-9]+/s  [0-9:]+ left' 'and goes on while the server is silent'
: >go
leaves
exits 0 'the fetch ends'
is_screen 'popfetch: 3 messages, 193K, in T' \
	'the line is gone, and says what came'
sit_alone 100 --keep
leaves
exits 0 'once more'
is_screen '' 'where nothing comes, nothing is said'

rm -f go
start_over
sit_alone 20 --keep
shows '^p[^ ]*…  2/3$' 'in 20 columns, too'
is "$(perl -CSD -ne 'chomp; print if length > 17' screen)" '' \
	'where it stays narrow, also with a ^C behind it'
: >go
leaves
is_screen 'popfetch: 3 messages, 193K, in T' 'and is erased'

rm -f go
start_over
sit_alone 100 --keep -v
shows '2/3 messages' 'with -v'
: >go
leaves
sed -i 's/to 127.*/to S/' screen
is_screen "$(printf '%s\n' \
	'popfetch: connected to S' 'popfetch: logged in by USER' \
	'popfetch: message 1 is delivered' \
	'popfetch: message 2 is delivered' 'popfetch: message 3 is delivered' \
	'popfetch: 3 messages, 193K, in T')" 'lines that are said stand alone'

rm -f go
start_over
sit_alone 100 --keep
shows '2/3 messages' 'an interrupt'
kill -s INT "$(pgrep -P "$pf_pid" | head -n 1)"
: >go
leaves
is "$(grep -c / screen)" 0 'leaves no line behind'

await sessions_over "$log"
rm -f go
start_over
log_forget
before='set -m;'
behind='& echo begun; wait "$!"'
sit_alone 100 --keep
unset before behind
shows '^begun' 'in the background'
await grep -q 'C: RETR 3' "$log"
: >go
leaves
exits 0 'the fetch goes on'
unlike typescript "$escape|2/3" 'and draws nothing'
like screen '^popfetch: 3 messages, 193K' 'but says what came'

# ---- Where there is none ----------------------------------------------------------

for how in '--progress never' -q --trace; do
	start_over
	# shellcheck disable=SC2086
	sit_alone 100 --keep $how
	leaves
	exits 0 "$how"
	unlike typescript "$escape|1/3|in [0-9]:" 'draws nothing'
done
start_over
TERM=dumb
sit_alone 100 --keep
leaves
TERM=xterm
unlike typescript "$escape|1/3" 'nor does a terminal that is dumb'
start_over
sit 100 --tls none --password-file "$tmp/password" --keep --stdout --state-dir \
	"$tmp/state" --progress always "$url"
leaves
unlike typescript "$escape|1/3" 'nor where messages are on the same terminal'

start_over
pf --keep --maildir Mail
silent 'without a terminal all is silent'
start_over
pf --keep --maildir Mail -v
like err '^popfetch: 3 messages, 193K, in 0:0[0-9]$' 'but with -v'
unlike err "$escape" 'which draws nothing'
start_over
pf --keep --maildir Mail -v --headers-only
like err '^popfetch: 3 messages, [0-9]+ octets, in 0:0[0-9]$' 'a few have a unit'
start_over
pf --keep --maildir Mail --progress always
like err '[0-3]/3 messages' '--progress always draws in a pipe'
like err '^.*popfetch: 3 messages, 193K, in 0:0[0-9]$' 'and says what came'
pf --list --progress always
exits 64 '--progress is for a fetch'
pf --progress sometimes
exits 64 'and has three words'
like err "'auto', 'always' or 'never'|auto, always" 'which it says'

# ---- Sizes --------------------------------------------------------------------

rm -f go
start_over
sit_alone 100 --keep --headers-only --progress always
leaves
unlike typescript ' of [0-9]|left' 'of headers alone nobody knows the octets'
server_fault "err:RETR:2:no such luck" --fault "hold:RETR:3:$tmp/go"
start_over
sit_alone 100 --keep
shows '1/2 messages  [0-9]+ of 193K' 'what does not come is not counted'
on_screen '^popfetch: message 2 stays: no such luck$'
result $? 'and is named above' screen
: >go
leaves
exits 65 'the exit status is what it is'
like screen '^popfetch: 2 messages, 193K' 'and so is what came'
server_stop
port_again=0

# ---- Several accounts -----------------------------------------------------------

rm -f go
server_start --fault "hold:RETR:3:$tmp/go-ann" --fault "hold:QUIT::$tmp/go-ann"
port_ann=$port
server_start --fault "hold:RETR:2:$tmp/go-bob"
port_bob=$port
server_start --fault "hold:CAPA:1:$tmp/go-cid"
cat >conf <<CONF
defaults { tls = none host = 127.0.0.1 user = jim pipeline = off keep = true
	state-dir = $tmp/state password-file = $tmp/password }
account ann { port = $port_ann maildir = $tmp/Mail/ann }
account bobby { port = $port_bob maildir = $tmp/Mail/bob }
CONF
start_over
mkdir Mail
sit 100 --config conf --jobs 4
shows '^ann    2/3 messages' 'each account has a line'
shows '^bobby  1/3 messages' 'below each other'
is "$(cut -c 1-19 screen)" "$(printf 'ann    2/3 messages\nbobby  1/3 messages')" \
	'in their order'
: >go-bob
shows '^popfetch: bobby: 3 messages, 193K, in' 'who is done says so'
shows '^ann +2/3' 'and the others go on'
await has_rows 2 >/dev/null
result $? 'below that' screen
: >go-ann
leaves
exits 0 'all are done'
is_screen "$(printf '%s\n' 'popfetch: bobby: 3 messages, 193K, in T' \
	'popfetch: ann: 3 messages, 193K, in T')" 'no line is left'

rm -f go-*
start_over
mkdir Mail
rows=2
sit 100 --config conf --jobs 4
unset rows
shows '^2 accounts$|^and [0-9] more$|^[a-z]+ +[0-9]/3' 'few rows have few lines'
: >go-ann
: >go-bob
leaves
exits 0 'all are done'

rm -f go-*
start_over
mkdir Mail
cat >conf <<CONF
defaults { tls = none host = 127.0.0.1 user = jim pipeline = off keep = true
	state-dir = $tmp/state }
account ann { port = $port_ann maildir = $tmp/Mail/ann password-file = $tmp/password }
account cid { port = $port maildir = $tmp/Mail/cid }
CONF
sit 100 --config conf --jobs 2
shows '^ann  2/3 messages' 'while one is at work'
: >go-cid
shows '^Password for jim@127.0.0.1: ?$' 'another one asks'
is "$(wc -l <screen | tr -d ' ')" 1 'and the question stands alone'
: >go-ann
echo secret >&3
leaves
exits 0 'both are done'
is "$(grep -c / screen)" 0 'and no line is left'

finish
