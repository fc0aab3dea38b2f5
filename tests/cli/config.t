#!/bin/sh
# Where settings and secrets come from: URL, command line, configuration file.

# shellcheck source=tests/cli/lib.sh
. "${0%/*}/lib.sh"

mkdir -p "$HOME/.config/popfetch" "$HOME/Mail"
conf=$HOME/.config/popfetch/popfetch.conf

# config: the configuration file is what comes in
config() {
	cat >"$conf"
	chmod 600 "$conf"
}

mkdir drop-2
message a
message b
cp drop/a.eml drop-2/z.eml
server_start
port_1=$port
server_start --maildrop "$tmp/drop-2" --user ann --password other
port_2=$port
(umask 077 && echo other >password-2)

# ---- The configuration file -----------------------------------------------------

config <<-EOF
	# two accounts and one that rests
	defaults {
		keep = true
		tls = "none"
		host = "127.0.0.1"
		user = "jim"
		password-file = "$tmp/password"
	}
	account work {
		port = $port_1
		maildir = "~/Mail/work"
	}
	account home {
		port = $port_2  user = "ann"
		password-file = "$tmp/password-2"
		maildir = "$tmp/home-mail"
	}
	account rests {
		enabled = false
		port = 1
		maildir = "$tmp/rests"
	}
EOF
run
exits 0 'all accounts, without an argument'
silent 'in silence'
is "$(files "$HOME/Mail/work/new")" 2 'the first, below ~'
is "$(files home-mail/new)" 1 'the second'
not_ok 'but not the one that is not enabled' test -e rests
is "$(files drop)" 2 "what 'defaults' says counts for all"
run --stat --trace
like err '^work: C: STAT$' '--trace says whose the dialogue is'
like err '^home: S: \+OK' 'also for the second account'
run --stat --trace work
like err '^C: STAT$' 'and not where there is one account'
run work
exits 0 'an account by its name'
run home --stat
is "$(cut -f 1 out)" 1 'an action for an account'
run --stat --user nobody home
exits 77 'the command line goes before the section'
run --list-accounts
exits 0 '--list-accounts'
like out '\bwork\b' 'names an account'
like out '\bhome\b' 'and the other'
run --print-config
exits 0 '--print-config'
like out 'Mail/work' 'prints the configuration'
unlike out 'secret|other' 'and no secret'
printf 'defaults { tls-ca-file = /ca insecure-skip-verify = true }
account clear { host = h tls = none }\n' >clear
run --config clear --print-config
cp out printed
run --config printed --print-config
same out printed 'with tls = none what is printed is read again, too'
like out 'tls = none' 'and says so'
run --print-config pops://a@h pops://b@h pops://c@h
cp out printed
run --config printed --list-accounts
is "$(cut -f 1,3 out | tr '\t\n' ': ')" 'h:a h-2:b h-3:c ' \
	'users of one host have a section each'
long=$(printf '%070d' 0).example
run --print-config pops://a@h pops://b@h pops://c@h-2 "pops://d@$long" \
	"pops://e@$long" pops://f@-h
cp out printed
run --config printed --list-accounts
is "$(cut -f 1,3 out | tr '\t\n' ': ')" \
	'h:a h-2:b h-2-2:c account-2:d account-3:e account-4:f ' \
	'under a name that is read again, whatever the host is called'
run --config clear --print-config --tls starttls
like out 'tls-ca-file = "/ca"' 'where there is TLS, its keys are printed'
run nowhere
not_ok 'an account that is not there is a failure' test "$status" -eq 0
like err "nowhere" 'that is named'

mkdir elsewhere
mkdir elsewhere/popfetch
mv "$conf" elsewhere/popfetch/
XDG_CONFIG_HOME=$tmp/elsewhere run --stat work
exits 0 'XDG_CONFIG_HOME says where the file is'
mv elsewhere/popfetch/popfetch.conf "$conf"

server_stop
port=$port_1
run
exits 69 'the exit status is the worst one'
is "$(files "$HOME/Mail/work")" 2 'and the other account has had its turn'

# ---- What is wrong in it ---------------------------------------------------------

wrong() { # CLAIM REGEX LINE...
	claim_=$1
	regex_=$2
	shift 2
	{
		echo 'account work {'
		echo "	host = \"127.0.0.1\""
		printf '\t%s\n' "$@"
		echo '}'
	} | config
	run work
	exits 78 "$claim_"
	like err 'popfetch\.conf.*3' 'with file and line'
	like err "$regex_" 'and what was found'
}
wrong 'a wrong key' passwort-file 'passwort-file = "x"'
wrong 'a wrong value' maybe 'tls = "maybe"'
like err starttls 'and what is allowed'
wrong 'a wrong type' abc 'port = abc'
wrong 'a number out of range' 70000 'port = 70000'
wrong 'a flag that is none' perhaps 'keep = perhaps'
wrong 'a password' password 'password = "secret"'
unlike err '"secret"|= secret' 'which is not shown'
printf 'account work {\n\thost = "x"\n' | config
run work
exits 78 'a section without an end'
printf 'konto work {\n}\n' | config
run work
exits 78 'a wrong section'
rm "$conf"

# ---- URLs -----------------------------------------------------------------------

url=pop://jim@127.0.0.1:$port_1
log=$tmp/server-1.log
run --stat --tls none "pop://jim:secret@127.0.0.1:$port_1"
exits 64 'a password in a URL is refused'
unlike err secret 'and not repeated'
for wrong in 'http://127.0.0.1' 'pop://' "pop://jim@127.0.0.1:0" \
	"pop://jim@127.0.0.1:99999" "pop://jim%0d%0aNOOP@127.0.0.1:$port_1"; do
	pf_url=$url
	url=$wrong
	pf --stat
	url=$pf_url
	exits 64 "'$wrong' is refused"
done
unlike "$log" 'C: NOOP' 'nothing got into the dialogue by it'
run --stat --tls none --password-file password --user jim \
	"pop://127.0.0.1:$port_1"
exits 0 'a URL without a user, and --user'
run --stat --tls none --password-file password \
	"pop://jim;AUTH=USER@127.0.0.1:$port_1"
exits 0 'a URL with a mechanism'
run --stat --tls none --password-file password \
	"pop://j%69m@127.0.0.1:$port_1"
exits 0 'a URL with an escaped letter'
for wrong in --no-such-option --port=x --tls=maybe --timeout=-1 --stat=1; do
	pf "$wrong"
	exits 64 "'$wrong' is refused"
done
pf --stat --list
exits 64 'two actions are refused'
pf --maildir Mail --mbox mbox
exits 64 'so are two destinations'

# ---- Connecting -----------------------------------------------------------------

log_forget
pf --stat
is "$(said UTF8)" 1 'UTF8 is said where it is announced'
log_forget
pf --stat --utf8 off
is "$(said UTF8)" 0 'but not with --utf8 off'
pf --stat -4
exits 0 '-4'
server_start --apop
pf --stat --auth APOP
exits 0 '--auth APOP'
is "$(said 'APOP jim [0-9a-f]{32}')" 1 'says APOP'
is "$(said 'PASS .*|AUTH .*')" 0 'and not the password'
server_stop
url=pop://jim@127.0.0.1:$port_1
log=$tmp/server-1.log

# ---- A pipe ---------------------------------------------------------------------

mkfifo pipe
printf 'account p { host = "127.0.0.1" }\n' >pipe &
run --config pipe --list-accounts
wait $!
exits 0 'a configuration may come through a pipe'
like out '^p' 'and is read'
for signal in INT TERM; do
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' \
		"$popfetch" --config pipe --list-accounts &
	pf_pid=$!
	children="$children $pf_pid"
	# Once it is no perl any more, the signal must end it, at any moment.
	await sh -c "ps -o comm= -p $pf_pid | grep -q popfetch"
	kill -s $signal $pf_pid
	pf_wait
	is "$(kill -l "$status")" $signal "SIG$signal ends the wait for a writer"
done
run --config "$tmp" --list-accounts
exits 66 'a directory is no configuration'
like err "cannot read '.*': is a directory$" 'and called one'

# ---- Secrets --------------------------------------------------------------------

stat_with() { run --stat --tls none "$@" "$url"; }

stat_with --password-command 'printf "secret\nmore\n"'
exits 0 '--password-command: the first line of its output'
stat_with --password-command 'exit 3'
not_ok 'a command that fails' test "$status" -eq 0
log_forget
stat_with --deadline 2 --password-command 'echo secret; exec sleep 1000'
exits 75 'a command that does not end before --deadline'
like err 'the deadline came before the end of the password command$' 'is told'
is "$(said 'PASS .*|AUTH .*|APOP .*')" 0 'and nothing is sent'
stat_with --password-fd 5 5<password
exits 0 '--password-fd'
stat_with --password-fd 5 --proxy-command \
	'cat /dev/fd/5 >stolen 2>/dev/null; exit 1' 5<password
empty stolen 'which no program that is started can read'
stat_with --password-file password
exits 0 '--password-file'
printf secret >bare
chmod 600 bare
stat_with --password-file bare
exits 0 'without a line end'
chmod 644 bare
stat_with --password-file bare
exits 65 'refused when others can read it'
like err bare 'and named'
stat_with --password-file nowhere
exits 66 'a password file that is not there'
stat_with --password-file bare/nowhere
exits 66 'nor can be'
stat_with --password-file bare --password-command 'cat password'
exits 0 'the command is asked before the file'
echo "machine 127.0.0.1 login jim password secret" >"$HOME/.netrc"
chmod 600 "$HOME/.netrc"
stat_with
exits 0 '.netrc'
echo "machine pop.example.org login jim password secret" >"$HOME/.netrc"
stat_with
not_ok '.netrc of another host is not taken' test "$status" -eq 0
rm "$HOME/.netrc"
printf 'wrong\n' >wrong
chmod 600 wrong
log_forget
stat_with --password-file wrong
exits 77 'a wrong password'
unlike err wrong: 'which is not shown'
is "$(said 'PASS .*|AUTH .*|APOP .*')" 1 'and tried once'
printf 'a\0b' >nul
chmod 600 nul
stat_with --password-file nul
not_ok 'a password with a NUL is refused' test "$status" -eq 0
printf 'secret\rNOOP' >cr
chmod 600 cr
stat_with --password-file cr
not_ok 'so is one with a CR' test "$status" -eq 0
unlike "$log" NOOP 'which never reached the wire'

# ---- Help -----------------------------------------------------------------------

run --help
exits 0 '--help'
empty err 'on standard output'
is "$(awk 'length > 80' out)" '' 'fits 80 columns'
for name in list stat uidl top retr dele last noop capa check keep maildir mbox \
	tls password-command password-fd password-file state-dir timeout; do
	like out "(^|[^a-z-])--$name\\b" "names --$name"
done
run --version
exits 0 '--version'
like out '^popfetch .*[0-9]\.[0-9]' 'says the version'
like out 'OpenSSL' 'and names the libraries'

finish
