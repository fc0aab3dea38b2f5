#!/bin/bash
# --json: the results of each action as JSON Lines, the schema of
# popfetch.json(5).

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

json="perl $SOURCE/tests/cli/json.pl"

# members_are EXPECTED CLAIM MEMBER...: of the last output
members_are() {
	expected=$1
	claim=$2
	shift 2
	is "$($json members "$@" <out 2>&1)" "$expected" "$claim"
}

# names_are EXPECTED CLAIM: the members of each object are these
names_are() {
	is "$($json names <out 2>&1 | sort -u)" "$1" "$2"
}

# ---- A maildrop -------------------------------------------------------------------

message a
message b
message c
size=$(($(wc -c <drop/a.eml) + $(wc -l <drop/a.eml)))
server_start

pf --json --list
exits 0 '--list'
empty err 'and no talk'
names_are 'account number octets seen uid v' 'has these members'
members_are "$(printf '%s|1|%d|a|false\n%s|2|%d|b|false\n%s|3|%d|c|false' \
	"$url" "$size" "$url" "$size" "$url" "$size")" \
	'with these values' account number octets uid seen
pf --json --uidl=2-
names_are 'account number octets seen uid v' '--uidl tells the same'
members_are "$(printf '2|%d|b\n3|%d|c' "$size" "$size")" 'and takes a SET' \
	number octets uid
pf --json --stat
names_are 'account count octets v' '--stat'
members_are "3|$((3 * size))" 'counts' count octets
pf --json --check
exits 0 '--check'
names_are 'account count new octets v' 'has new ones, too'
members_are "3|3|$((3 * size))" 'and counts' new count octets
pf --keep --max-messages 1 --maildir Mail
pf --json --list
members_are "$(printf 'true\nfalse\nfalse')" 'what has been fetched is seen' seen
pf --keep --maildir Mail
pf --json --check
exits 1 '--check exits as ever'
members_are 0 'with nothing new' new
pf --json --last
members_are 0 '--last' last
pf --json --capa
sed '/SASL\|TOP/!d' out >some && mv some out
members_are "$(printf 'TOP|false\nSASL PLAIN|false\nTOP|true')" '--capa' \
	capability logged_in
pf --json --diagnose
exits 0 '--diagnose'
is "$($json names <out | sort -u)" "account found ms step v
account found step v" 'has an object a finding'
sed '/maildrop\|UIDL/!d' out >some && mv some out
members_are "capability|UIDL
maildrop|3 messages, $((3 * size)) octets" 'in their order' step found
run --json --tls none --password-file nowhere --diagnose "$url"
exits 66 'a diagnosis that ends early'
is "$($json members account <out | sort -u)" "$url" 'is objects, too'
pf --json --dry-run
names_are 'account act deleted number octets seen uid v why' '--dry-run'
members_are "$(for uid in a b c; do
	echo "delete|$uid|true|true|delivered before"
done)" 'says what and why' act uid seen deleted why
message d
pf --json --dry-run
sed -n 4p out >last && mv last out
members_are 'retrieve|d|false|true|not seen yet' 'also of what is new' \
	act uid seen deleted why
rm drop/d.eml
pf --json --list=2,9
exits 66 'a message that is not there'
members_are b 'leaves the others' uid

# ---- Accounts ---------------------------------------------------------------------

cat >conf <<CONF
defaults { tls = none port = $port password-file = $tmp/password
	state-dir = $tmp/state user = jim }
account one { host = 127.0.0.1 }
account two { host = 127.0.0.1 enabled = false }
account three { host = 127.0.0.1 keep = true dry-run = true }
CONF
run --config conf --json --list-accounts
names_are 'account enabled host user v' '--list-accounts'
members_are "$(printf '%s\n' 'one|127.0.0.1|jim|true' \
	'two|127.0.0.1|jim|false' 'three|127.0.0.1|jim|true')" \
	'tells of each' account host user enabled
run --config conf --json --stat
members_are "$(printf 'one|3\nthree|3')" 'objects say whose they are' \
	account count
run --config conf --json --no-json --stat
like out '^3	' '--no-json takes it back'
sed 's/^defaults {/& json = true/' conf >conf-json
run --config conf-json --stat
members_are "$(printf 'one|3\nthree|3')" 'the configuration may ask for it' \
	account count
run --config conf-json --list-accounts
members_are "$(printf 'one\ntwo\nthree')" 'for the accounts, too' account
run --config conf-json --no-json --stat
like out '^3	' 'and the command line take it back'
run --config conf-json --noop
exits 0 'a key rests where an action prints nothing'
sed 's/^account three {/& json = true/' conf >conf-three
run --config conf-three --stat
like out '^3	' 'an account may ask for it'
tail -n 1 out >last && mv last out
members_are three 'alone' account

run --config conf --json --print-config
exits 0 '--print-config'
members_are "$(printf '%s\n' 'one|127.0.0.1|none|60|false' \
	'two|127.0.0.1|none|60|false' 'three|127.0.0.1|none|60|true')" \
	'tells of each what holds for it' account host tls timeout keep
is "$($json names <out | tr ' ' '\n' | grep -c '^password$\|^netrc$')" 0 \
	'and no secret'
run --config conf --json --print-config --keep=36h one
members_are 129600 'a time is in seconds' keep
run --config conf-three --print-config
is "$(grep -c '^account \|^{' out)" 3 'an account may ask for it there, too'
run --config conf-three --print-config three
members_are three 'and is nothing but an object then' account
sed 's/^account one {/& json = false/' conf-json >conf-one
run --config conf-one --print-config one
like out '^	jobs = ' 'what is of all accounts is not lost with a section'
printf 'defaults { json = true }\n' >nobody
run --config nobody --print-config
exits 0 'without accounts'
empty out 'there is no object'

for action in --noop '--dele 1' --catch-up; do
	# shellcheck disable=SC2086
	pf --json $action
	exits 64 "$action prints nothing, or no rows"
	like err "'--json' does not go with '${action% 1}'" 'and says so'
done
pf --json --maildir Mail
exits 64 'nor does a fetch'
like err "'--dry-run'" 'but for a rehearsal'

# ---- Headers ----------------------------------------------------------------------

drop_empty
cp "$SOURCE"/tests/mail/*.eml drop/
printf 'From: \033[31mred\nSubject: =?UTF-8?Q?=FF=9Bx?= "\\\nMessage-Id:\n <1@x>\n\n' \
	>drop/6.eml
pf --json --list --headers
exits 0 '--list --headers'
sed -n 4p out >four
sed -n 6p out >six
mv four out
members_are '2026-11-03T17:03:08+01:00|Besprechung am Donnerstag — Kaffee für 10 €|-' \
	'decodes' date subject replaced
ok 'the sender, too' grep -q 'J\\u00FCrgen Gro\\u00DFmann' out
mv six out
members_are '-|?[31mred|-|<1@x>|true' 'says what was replaced' \
	date from to message_id replaced
ok 'in the subject' grep -Fq '"subject":"\uFFFD\uFFFDx \"\\"' out
pf --json --list --headers
cp out here
LC_ALL=C pf --json --list --headers
same out here 'is the same in each locale'
server_fault err:TOP:2:cannot
pf --json --list --headers
exits 65 'a header that is refused'
is "$(sed -n 2p out | $json names)" 'account number octets seen uid v' \
	'leaves the rest of its object'

drop_empty
message a
printf 'gr\374n\033 %%\n' >drop/a.eml.uid
server_fault no-top
pf --json --list
ok 'a unique-id of any octets' grep -Fq '"uid":"gr\uFFFDn\u001B %"' out
members_are true 'is said to be replaced' replaced
cat >odd.pl <<'PERL'
$| = 1;
print "+OK\r\n";
print /CAPA/ ? "+OK\r\nX-\xFF\r\n.\r\n" : "+OK\r\n" while <STDIN>;
PERL
run --tls none --password-file "$tmp/password" --json --capa \
	--proxy-command 'exec perl odd.pl' "$url"
exits 0 'a capability of any octets'
members_are "$(printf 'X-\357\277\275|true\nX-\357\277\275|true')" \
	'is said to be replaced, too' capability replaced
server_fault no-uidl
rm -rf state
log_forget
pf --json --list
names_are 'account number octets v' 'without UIDL nothing is known of it'
is "$(said 'TOP .*')" 0 'and nothing is asked'
pf --json --list=new
members_are false 'unless the SET has to know' seen

# ---- Trouble ----------------------------------------------------------------------

start_over
drop_empty
message a
message b
server_fault err:RETR:2:cannot
pf --keep --maildir Mail
pf --keep --maildir Mail
pf --json --list
members_are "$(printf 'true|-|-\nfalse|2|cannot')" \
	'what failed says how often and why' seen tries reason
next=$(tail -n 1 out | $json members next_try)
since=$(($(date +%s) - $(date -u -d "$next" +%s) + 3600))
is "$((since >= 0 && since < 300))" 1 'and that it rests for an hour'
pf --json --dry-run --keep
is "$(tail -n 1 out | $json members act why tries reason next_try)" \
	"keep|failed before, tried again later|2|cannot|$next" \
	'--dry-run says the same'
pf --json --uidl
ok 'and --uidl' grep -q '"tries":2' out

# ---- Messages ---------------------------------------------------------------------

start_over
drop_empty
$octets corpus drop
server_fault no-last
pf --json --retr all
exits 0 '--retr'
count=$(files drop)
is "$(wc -l <out | tr -d ' ')" "$count" 'is an object a message'
ok 'that tells what it is' grep -q '"uid":"02-from","seen":false' out
cp out all
mkdir got
$json messages got <all
is "$($octets files got)" "$($octets arriving drop)" 'octet for octet'
ok 'some as text' grep -qv '"encoding"' all
ok 'some in base64' grep -q '"encoding":"base64","message":"' all
is "$(said 'DELE .*')" 0 'nothing is deleted'
pf --json --retr 3
is "$(wc -l <out | tr -d ' ')" 1 'a single one'
mkdir one
$json messages one <out
cmp -s one/1 got/3
result $? 'is an object, too'

drop_empty
message a one two three
message b
pf --json --top 1 --lines 1
sed '/^one/q' drop/a.eml >expected
$json messages one <out
same one/1 expected '--top has as many lines as were asked for'
log_forget
pf --json --top all
is "$(said 'RETR .*')" 0 'by TOP'
server_fault err:RETR:1:cannot
pf --json --retr all
exits 65 'a message that is refused'
members_are b 'leaves the others' uid
server_fault cut:2:100
pf --json --retr all
[ "$status" -ne 0 ]
result $? 'a connection that breaks off inside a message'
members_are a 'leaves whole lines' uid

TMPDIR=$tmp/not-there
export TMPDIR
pf --json --retr 1
is "$status $(grep -c 'cannot hold message 1 in a temporary file' err)" '74 1' \
	'a message is held where TMPDIR says'
unset TMPDIR

# A message larger than what may be in memory.
if [ -n "$SAN" ]; then
	echo "ok $((tests += 1)) # SKIP sanitizers need all memory"
else
	server_stop
	port_again=0
	server_start --generate 1:100000000
	(
		ulimit -v 90000
		pf --json --retr 1
		exit "$status"
	)
	is "$? $(wc -c <out | awk '{ print ($1 > 100000000) }')" '0 1' \
		'a message may be larger than memory'
fi

# ---- The end of the pipe ----------------------------------------------------------

"$popfetch" --tls none --password-file password --state-dir state --json \
	--list "$url" 2>err | head -c 10 >/dev/null
empty err 'a reader that leaves is no error'

finish
