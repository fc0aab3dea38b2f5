#!/bin/sh
# shellcheck disable=SC2016,SC2088 # what is read by popfetch, not by a shell
# --configure, with the server named: the login, the choices, and what is
# written.  How a server is found is discover.t's.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

certificates_make
message a one
message b two
conf=$HOME/.config/popfetch/popfetch.conf

# configure [ARGUMENT]...: the server started last, without a terminal
configure() {
	run --host localhost --port "$port" --tls-ca-file "$tmp/ca.pem" \
		--password-file "$tmp/password" "$@"
}

# at_terminal [EXPECTED ANSWER]... -- [ARGUMENT]...: leaves out, screen and
# $status behind.
at_terminal() {
	_steps=0
	for _word; do
		[ "$_word" != -- ] || break
		_steps=$((_steps + 1))
	done
	_i=0
	for _word; do
		shift
		set -- "$@" "$_word"
		[ "$_i" -ne "$_steps" ] || set -- "$@" "$popfetch" \
			--host localhost --port "$port" \
			--tls-ca-file "$tmp/ca.pem"
		_i=$((_i + 1))
	done
	perl "$SOURCE/tests/cli/terminal.pl" "$@" >screen 3>out
	status=$?
}

# value KEY: what holds for the only account
value() {
	run --print-config
	sed -n "s/^	$1 = //p" out
}

# row NAME: what was printed
row() {
	sed -n "s/^$1	//p" out
}

start_anew() {
	rm -rf "$HOME"
	mkdir "$HOME"
	log_forget
}

server_start --tls-cert server.pem --implicit

# ---- Without a terminal --------------------------------------------------------

configure --configure jim@example.org --user jim
exits 0 'an address, a server, a password: that is enough'
empty err 'in silence'
is "$(row config)" "$conf" 'it is told where the configuration is'
is "$(row account)" example.org 'and how the account is called: by its domain'
is "$(row next)" "popfetch --dry-run example.org
popfetch example.org" 'and what comes next'
like out "^cron	[0-9]-59/10 (\* ){4}/.*popfetch --lock-timeout 5m example.org\$" \
	'and a line for cron'
is "$(row timer)" 'systemctl --user enable --now popfetch@example.org.timer' \
	'and a command for the timer'
is "$(cd "$HOME" && find . ! -name . | sort)" "./.config
./.config/popfetch
./.config/popfetch/popfetch.conf" 'nothing is made but the configuration'
is "$(stat -c %a "$conf" "$HOME/.config/popfetch" | tr '\n' ' ')" '600 700 ' \
	'which is the owner'"'"'s alone'
unlike "$conf" secret 'and has no password in it'
is "$(value keep) $(value maildir)" "true \"$HOME/Maildir\"" \
	'copies are kept; a Maildir is proposed'
run example.org
exits 0 'and the account fetches'
is "$(files "$HOME/Maildir/new")" 2 'its mail'
run --check
exits 1 '--check finds nothing new then'
run --list-accounts
is "$(cat out)" 'example.org	localhost	jim	enabled' \
	'--list-accounts shows it'

configure --configure jim@example.org --user jim
exits 78 'the same once more'
like err "account 'example.org' .* is 'jim' on 'localhost' already" 'is told'
is "$(grep -c ^account "$conf")" 1 'and not written'
cp "$conf" kept
echo "defaults { host = localhost  port = $port } account a { user = jim }" >"$conf"
configure --configure jim@example.org
exits 78 'nor one of which the defaults say a part'
like err "account 'a' .* is 'jim' on 'localhost' already" 'is told'
echo 'account tunnel { host = localhost  port = 1 user = jim }' >"$conf"
configure --configure jim@example.org --user jim
exits 0 'another port of the host is another maildrop'
is "$(grep -c ^account "$conf")" 2 'which gets a section'
mv kept "$conf"

# ---- Who logs in ---------------------------------------------------------------

start_anew
configure --configure jim@example.org
exits 0 'without --user'
is "$(value user)" '"jim"' 'the local part is tried where the address is refused'
is "$(said 'AUTH PLAIN .*')" 2 'which is two logins'

start_anew
server_start --tls-cert server.pem --implicit --user jim@example.org
configure --configure jim@example.org
is "$(value user)" '"jim@example.org"' 'the address is tried first'
is "$(said 'AUTH PLAIN .*')" 1 'and is enough where it is right'

start_anew
(umask 077 && echo wrong >wrong)
configure --configure jim@example.org --password-file "$tmp/wrong"
exits 77 'a wrong password'
is "$(said 'AUTH PLAIN .*')" 2 'is said twice'
like err 'not tried again, since accounts get locked' 'and no more, which is told'
not_ok 'and nothing is written' test -e "$HOME/.config"
start_anew
configure --configure jim@example.org --user joe
is "$status $(said 'AUTH PLAIN .*')" '77 1' 'a user that was named is tried alone'

start_anew
(umask 077 && cat >"$HOME/.netrc" <<-NETRC)
	machine localhost login jim@example.org password secret
NETRC
run --host localhost --port "$port" --tls-ca-file ca.pem \
	--configure jim@example.org
exits 0 'a password in ~/.netrc'
like "$conf" 'The password is in ~/.netrc' 'is left there'
run --stat
exits 0 'and found there'

start_anew
run --host localhost --port "$port" --tls-ca-file ca.pem --password-fd 3 \
	--configure jim@example.org 3<password
exits 0 'a password from a descriptor'
like err 'the password is kept nowhere' 'is not kept, which is told'
like "$conf" '^	# password-command = "pass show mail/example.org"$' \
	'with ways to keep it'
unlike "$conf" '^[^#]*password' 'but none taken'

# ---- What is written -----------------------------------------------------------

start_anew
mkdir -p "$HOME/.config/popfetch"
printf 'defaults {\n\ttls = none\n\tport = 1\n\tmbox = "~/box"\n\thost = x\n}\n# end' \
	>"$conf"
chmod 644 "$conf"
cp "$conf" before
configure --configure jim@example.org work
exits 0 'an account beside others'
head -c "$(wc -c <before)" "$conf" >beginning
same beginning before 'what was there is there'
is "$(stat -c %a "$conf")" 644 'with its mode'
is "$(value tls) $(value port) $(value host)" "implicit $port \"localhost\"" \
	'what the defaults say of the server is overruled'
is "$(value mbox)" "\"$HOME/box\"" 'what they say of mail holds'
run --list-accounts
is "$(cut -f 1 out)" work 'the name is the one that was given'
configure --configure jim@example.org work
exits 64 'a name that is taken'
configure --configure jim@example.net 'no/slash'
exits 64 'a name that is none'

start_anew
configure --configure jim@example.org "jim's %x" --mda 'deliver "$a" \\ #' \
	--keep=30d --max-size 5M --timeout 30
exits 0 'names and values of odd signs'
is "$(value mda)" '"deliver \"\$a\" \\\\ #"' 'are read as they were written'
is "$(value keep) $(value max-size) $(value timeout)" '30d 5242880 30' \
	'options that were given are written, too'
run --list-accounts
is "$(cut -f 1 out)" "jim's %x" 'the name as well'
configure --configure jim@example.net "jim's %x" >/dev/null
start_anew
configure --configure jim@example.org "jim's %x"
like out "5m 'jim'\\\\''s \\\\%x'\$" 'cron gets it in its own quotes'
is "$(row timer)" 'systemctl --user enable --now popfetch.timer' \
	'a name that is no unit is fetched with all others'

start_anew
mkdir -p "$HOME/Mail/inbox"
configure --configure jim@example.org
is "$(value maildir)" "\"$HOME/Mail/example.org\"" 'folders below ~/Mail'
start_anew
mkdir -p "$HOME/mail/cur" "$HOME/mail/new" "$HOME/mail/tmp"
configure --configure jim@example.org
is "$(value maildir)" "\"$HOME/mail\"" 'a Maildir that is there'
start_anew
: >spool
MAIL=$tmp/spool
export MAIL
configure --configure jim@example.org
unset MAIL
is "$(value mbox)" "\"$tmp/spool\"" 'an mbox that is there'

start_anew
configure --configure jim@example.org --config "$tmp/x/other file.conf"
exits 0 'another configuration'
ok 'is made with its directory' test -s "$tmp/x/other file.conf"
like out "^cron	.* --config '$tmp/x/other file.conf' example.org\$" \
	'and named to cron'
unlike out '^timer' 'the timer does not read it'
rm -rf x

# ---- What cannot be written ------------------------------------------------------

start_anew
mkdir -p "$HOME/.config/popfetch" dots
: >dots/popfetch.conf
ln -s "$tmp/dots/popfetch.conf" "$conf"
configure --configure jim@example.org
exits 73 'a symbolic link'
like err 'it is a symbolic link; .--config' 'is told, with what to do'
empty dots/popfetch.conf 'and nothing is written there'
is "$(said '.*')" 0 'before anything was asked of the server'

start_anew
: >"$HOME/.config"
configure --configure jim@example.org
exits 73 'a file where a directory must be'
like err "cannot write '$conf': not a directory" 'is told'

start_anew
mkdir -p "$HOME/.config/popfetch"
echo 'account broken {' >"$conf"
configure --configure jim@example.org
exits 78 'a configuration that is broken'
is "$(cat "$conf")" 'account broken {' 'is left as it is'

start_anew
mkdir -p "$HOME/.config/popfetch"
perl -e 'print "# ", "x" x 4000, "\n"' >"$conf"
cp "$conf" before
(
	ulimit -f 2
	"$popfetch" --host localhost --port "$port" --tls-ca-file ca.pem \
		--password-file password --configure jim@example.org \
		2>&1 </dev/null
	echo "status $?"
) | cat >out
like out '^status (73|74)$' 'a full disk'
like out "cannot write '$conf': file too large" 'is told'
like out '^account "example.org" \{$' 'and the section is printed instead'
same "$conf" before 'what was there is whole'
is "$(files "$HOME/.config/popfetch")" 1 'and nothing lies about'

# ---- Through something -----------------------------------------------------------

start_anew
configure --configure jim@example.org --host pop.example.org --port 995 \
	--tls-host localhost \
	--proxy-command "exec perl $SOURCE/tests/cli/relay.pl stdio $port"
exits 0 'a way that is given is taken'
run --stat
exits 0 'and written'

start_anew
echo 'machine 127.0.0.1 login jim password s3cret' >"$HOME/.netrc"
chmod 644 "$HOME/.netrc"
for host in '' --host=localhost; do
	run --proxy socks5://jim@127.0.0.1:1 $host --configure jim@example.org
	exits 65 'a way that cannot be gone is no server that is not there'
	is "$(wc -l <err)" 1 'and is told once'
	like err "netrc' is refused" 'with what is the matter'
done

# ---- Addresses, options ----------------------------------------------------------

start_anew
for address in '"jim smith"@example.org' 'Jim <jim@example.org>' jim \
	@example.org jim@ a@b@c 'jim@[192.0.2.1]' jim@192.0.2.1 \
	jim@example..org .jim@example.org 'jim@exa mple.org' 'jim@example,org'; do
	configure --configure "$address"
	exits 64 "'$address' is no address"
done
like err "bad address 'jim@example,org': behind the '@' is something" 'and why'
configure --configure jim+lists@example.org --user jim@example.org
exits 0 'a plus address is one'
start_anew
configure --configure jim@example.org --insecure-skip-verify
exits 64 'certificates are verified'
configure --configure jim@example.org --dry-run
exits 64 '--dry-run has no effect'
for option in --jobs=2 --every=5m --log-file=log --syslog; do
	configure --configure jim@example.org $option
	exits 64 "$option acts on all accounts, and has no place in one"
	like err "'${option%=*}' does not go with '--configure'" 'and is named'
done
configure --configure jim@example.org one two
exits 64 'two names'
configure --configure jim@example.org pops://example.org
exits 64 'a URL'
run --host localhost --port "$port" --configure jim@example.org
exits 77 'an authority that is not trusted'
like err 'certificate.*; .*--tls-ca-file' 'is told, with what to do'
run --host localhost --port 1 --configure jim@example.org
exits 69 'a port where nobody listens'

# ---- At a terminal -----------------------------------------------------------------

perl "$SOURCE/tests/cli/terminal.pl" -- "$popfetch" --list-accounts >screen 3>out
like screen "no account in .*; .popfetch --configure ADDRESS. adds one" \
	'who has no account is told how to get one'

start_anew
at_terminal Password secret Name '' Command '' 'Where to' '' 'Leave' '' -- \
	--configure jim@example.org
exits 0 'Return takes what is proposed'
like screen 'Password for jim@example.org' 'the password is asked for'
unlike screen secret 'and not shown'
unlike "$conf" "(^|[^-])secret(\$|[^-])" 'nor written'
like screen 'the password is kept nowhere' 'which is said'
like "$conf" '^	maildir = "~/Maildir"$' 'a place'
like "$conf" '^	keep = true$' 'a policy'
is "$(row account)" example.org 'results are on standard output'

start_anew
mkdir -p "$HOME/Mail/lists"
cp password pw
at_terminal Password secret Name work \
	Command false Command 'echo sesame' Command 'echo secret' \
	Command "cat $tmp/pw" \
	'Where to' Mail 'Where to' '~/Mail' 'Where to' '~/Mail/work/' \
	Leave perhaps Leave no -- --configure jim@example.org
exits 0 'what will not do is asked again'
like screen 'prints something else than the password' 'a wrong command'
like screen 'the password itself is in it' 'one that would give it away'
like screen "begins with '/' or '~/'" 'a path from nowhere'
like screen 'has other things in it' 'a directory of folders'
like screen 'answer yes or no' 'neither yes nor no'
like "$conf" "^	password-command = \"cat $tmp/pw\"\$" 'the command'
like "$conf" '^	maildir = "~/Mail/work"$' 'the place'
like "$conf" '^	keep = false$' 'the policy'
run --stat work
exits 0 'and the account logs in'

start_anew
at_terminal Password secret Name '^D' -- --configure jim@example.org
exits 66 'the end of the input'
not_ok 'leaves nothing behind' test -e "$HOME/.config"
at_terminal Password secret Name '' Command '^C' -- \
	--configure jim@example.org
exits 130 'Ctrl-C dies of the signal'
not_ok 'and leaves nothing behind' test -e "$HOME/.config"
at_terminal Password '^C' -- --configure jim@example.org
exits 130 'Ctrl-C at the password'
not_ok 'neither does' test -e "$HOME/.config"

finish
