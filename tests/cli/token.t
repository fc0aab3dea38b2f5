#!/bin/sh
# contrib/popfetch-token against a token endpoint of ours, and the example
# configurations beside it.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

if ! command -v curl >/dev/null || ! command -v jq >/dev/null; then
	echo '1..0 # SKIP no curl or no jq here'
	exit 0
fi

# What it runs is traced: arguments and environment of curl and jq.
mkdir bin
for command in curl jq; do
	cat >"bin/$command" <<-EOF
	#!/bin/sh
	{ printf '%s\n' "\$0" "\$@"; env; } >>"$tmp/seen"
	exec "$(command -v "$command")" "\$@"
	EOF
	chmod +x "bin/$command"
done

mkfifo hold
perl "$SOURCE/tests/cli/token-endpoint.pl" port asked answer number <hold &
endpoint_pid=$!
children="$children $endpoint_pid"
exec 9>hold
await test -s port
read -r number <port
endpoint=http://127.0.0.1:$number/token

# token [VARIABLE=VALUE]...: popfetch-token itself, and popfetch-token alone
token() {
	rm -f asked seen
	env PATH="$tmp/bin:$PATH" "$@" "$SOURCE/contrib/popfetch-token" \
		account >out 2>err </dev/null
	status=$?
}

# answers NUMBER BODY
answers() {
	echo "$1" >number
	printf '%s' "$2" >answer
}

# account [LINE]...
account() {
	rm -f account
	(umask 077 && printf '%s\n' "$@" >account)
}

usual() {
	account "token-endpoint = $endpoint" '# a comment' '' \
		'client-id = the client' '	client-secret=S"e\c%&+ret=' \
		'scope = mail offline' 'refresh-token = Refresh/1=='
}

# refuses STATUS WORDS CLAIM: and prints no token
refuses() {
	exits "$1" "$3"
	like err "^popfetch-token: .*$2" 'says why'
	empty out 'and prints nothing'
	unlike err 'Refresh/1|S"e' 'nor a secret'
}

# ---- A token ------------------------------------------------------------------------

usual
cp -p account before
answers 200 '{"access_token":"ya29.A-b_c","token_type":"Bearer","expires_in":3599}'
token
exits 0 'a refresh token'
is "$(cat out)" ya29.A-b_c 'becomes an access token'
empty err 'without a word'
sort asked >got
sort >wanted <<'EOF'
grant_type=refresh_token
client_id=the client
client_secret=S"e\c%&+ret=
scope=mail offline
refresh_token=Refresh/1==
EOF
same got wanted 'the form is what RFC 6749 wants'
same account before 'the file stays'

# The names that the script uses are in the environment here.
token line=x key=x trimmed=x answer=x token=x fresh=x endpoint=x \
	client_id=x client_secret=x scope=x refresh_token=x error=x
exits 0 'with an odd environment'
like seen '^.*/curl$' 'curl and jq were watched'
unlike seen 'S"e|Refresh/1|ya29|the client' \
	'no secret in arguments or environment'

account "token-endpoint = $endpoint" 'client-id = c' 'refresh-token = r'
token
exits 0 'without a client secret and a scope'
is "$(grep -Ec 'secret|scope' asked)" 0 'none is sent'

usual
sed 's/$/\r/' account >account.dos
cat account.dos >account
token
exits 0 'a file with CRLF line ends'
sort asked >got
same got wanted 'says the same'
rm account.dos

# ---- Another refresh token ------------------------------------------------------------

usual
answers 200 '{"access_token":"t","refresh_token":"Refresh/2&|\\\\"}'
sed 's|Refresh/1==|Refresh/2\&\|\\\\|' account >wanted
token
exits 0 'another refresh token'
same account wanted 'takes the place of the old one'
is "$(find account -perm 600)" account 'in a file for its owner alone'
token
like asked '^refresh_token=Refresh/2&\|..$' 'and is sent the next time'
is "$(find . -name 'account.*')" '' 'nothing is left beside it'

usual
cp -p account before
answers 200 '{"access_token":"t","refresh_token":"two\nlines"}'
token
exits 0 'one that makes no sense'
same account before 'is not kept'

# ---- Refusals ------------------------------------------------------------------------

answers 400 '{"error":"invalid_grant","error_description":"expired\u001b[31m\nfor good"}'
token
refuses 77 'invalid_grant: expired.31m for good$' 'a refusal'
unlike err "$(printf '\033')" 'without control characters'
answers 200 '<html>no</html>'
token
refuses 76 'no access token' 'no JSON'
answers 200 '{"access_token":{"a":1}}'
token
refuses 76 'no access token' 'a token that is none'
answers 200 '{"access_token":"two words"}'
token
refuses 76 'odd octets' 'a token with a blank'
answers 200 '{"access_token":"x\ny"}'
token
refuses 76 'odd octets' 'a token of two lines'
answers 200 ''
token
refuses 76 'no access token' 'an empty answer'

# ---- The file ------------------------------------------------------------------------

answers 200 '{"access_token":"t"}'
chmod 640 account
token
refuses 66 'chmod 600' 'a file that others can read'
ok 'is not used' test ! -e asked
rm account
token
refuses 66 'cannot read' 'a file that is not there'
account "token-endpoint = $endpoint" 'client-id = c'
token
refuses 78 'lacks refresh-token' 'no refresh token'
account "token-endpoint = $endpoint" 'refresh-token = r'
token
refuses 78 'lacks client-id' 'no client'
account 'client-id = c' 'refresh-token = r'
token
refuses 78 'lacks token-endpoint' 'no endpoint'
for bad in http://example.invalid/ "http://127.0.0.1:1@127.0.0.1:$number/" \
	http://127.0.0.1.example.invalid/ ftp://127.0.0.1/; do
	account "token-endpoint = $bad" 'client-id = c' 'refresh-token = r'
	token
	refuses 78 'token-endpoint' "the endpoint $bad"
	ok 'is not asked' test ! -e seen
done
account 'refresh_token = Refresh/1=='
token
refuses 78 "1: there is no key 'refresh_token'" 'a key that is none'
account 'Refresh/1=='
token
exits 78 'a line that is none'
usual
status=0
"$SOURCE/contrib/popfetch-token" >out 2>err || status=$?
refuses 64 'usage' 'no file named'

exec 9>&-
wait "$endpoint_pid"
child_forget "$endpoint_pid"
token
refuses 69 'cannot ask' 'an endpoint that is down'

# ---- As the password command ---------------------------------------------------------

run --config "$SOURCE/contrib/oauth/providers.conf" --print-config
exits 0 'the example configurations are accepted'
is "$(grep -c '^account ' out)" "$(grep -c '^account ' \
	"$SOURCE/contrib/oauth/providers.conf")" 'all of them'

# The whole way, from the file to a login (our server knows passwords only).
message a one
server_start # without our end of the fifo
usual
answers 200 '{"access_token":"secret"}'
perl "$SOURCE/tests/cli/token-endpoint.pl" port-2 asked answer number \
	<hold &
endpoint_pid=$!
children="$children $endpoint_pid"
exec 9>hold
await test -s port-2
read -r number_2 <port-2
echo 200 >number
sed "s|$endpoint|http://127.0.0.1:$number_2/token|" account >account.new
chmod 600 account.new
mv account.new account
run --tls none --password-command \
	"$SOURCE/contrib/popfetch-token $tmp/account" --auth PLAIN \
	--state-dir "$tmp/state" --stat "$url"
exits 0 'popfetch logs in with what popfetch-token prints'
exec 9>&-
wait "$endpoint_pid"
child_forget "$endpoint_pid"

finish
