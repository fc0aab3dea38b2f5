# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # lib.sh sets tmp; tests use url and urls
# dovecot.sh - a private Dovecot on loopback for the tests that source this
# behind lib.sh: plain with STLS on $port, implicit TLS on $tls_port, the
# maildrop of jim (password secret) in $maildrop.  Its configuration, mail,
# sockets and log are in the test's own folder; it runs in the foreground of
# a process that the test stops by its id.  A test that wants more settings
# writes them to dovecot-more.conf there, first.

PATH=$PATH:/usr/sbin
maildrop=$tmp/mail/jim/Maildir

# Mail belongs to nobody in particular where we are root, else to us.
dovecot_users() {
	if [ "$(id -u)" -eq 0 ]; then
		mail_uid=$(id -u nobody) mail_gid=$(id -g nobody)
		internal=dovecot login=dovenull
	else
		mail_uid=$(id -u) mail_gid=$(id -g)
		internal=$(id -un) login=$internal
	fi
}

# Which of the two languages of Dovecot's configuration is spoken here: that
# until 2.3, or that since.  What each says in its own way stands in a function
# of its own.
dovecot_language() {
	case $(dovecot --version 2>/dev/null) in
	[01].* | 2.[0-3].*) echo 2_3 ;;
	*) echo 2_4 ;;
	esac
}

dovecot_basics_2_3() {
	cat <<-CONF
	disable_plaintext_auth = no
	mail_location = maildir:$tmp/mail/%u/Maildir
	ssl_cert = <$tmp/server.crt
	ssl_key = <$tmp/server.key
	passdb {
	  driver = static
	  args = password=secret
	}
	userdb {
	  driver = static
	  args = uid=$mail_uid gid=$mail_gid home=$tmp/mail/%u
	}
	CONF
}

dovecot_basics_2_4() {
	cat <<-CONF
	dovecot_config_version = 2.4.0
	dovecot_storage_version = 2.4.0
	auth_allow_cleartext = yes
	mail_driver = maildir
	mail_path = ~/Maildir
	ssl_server_cert_file = $tmp/server.crt
	ssl_server_key_file = $tmp/server.key
	passdb static {
	  password = secret
	}
	userdb static {
	  fields {
	    uid = $mail_uid
	    gid = $mail_gid
	    home = $tmp/mail/%{user}
	  }
	}
	CONF
}

# dovecot_vouchers URL: who else vouches for somebody: whom URL tells about a
# token, the authority of a certificate, and a KDC.
dovecot_vouchers() {
	"dovecot_vouchers_$(dovecot_language)" "$1"
}

dovecot_vouchers_2_3() {
	cat >"$tmp/oauth2.conf" <<-CONF
	introspection_mode = auth
	introspection_url = $1
	active_attribute = active
	active_value = true
	username_attribute = username
	CONF
	cat <<-CONF
	import_environment = TZ KRB5_CONFIG
	ssl_ca = <$tmp/ca.pem
	ssl_require_crl = no
	ssl_verify_client_cert = yes
	ssl_cert_username_field = commonName
	passdb {
	  driver = oauth2
	  mechanisms = xoauth2 oauthbearer
	  args = $tmp/oauth2.conf
	}
	passdb {
	  driver = static
	  mechanisms = external
	  args = nopassword=y
	}
	CONF
}

dovecot_vouchers_2_4() {
	cat <<-CONF
	import_environment {
	  KRB5_CONFIG = %{env:KRB5_CONFIG}
	}
	ssl_server_ca_file = $tmp/ca.pem
	ssl_server_require_crl = no
	ssl_server_request_client_cert = yes
	ssl_server_cert_username_field = commonName
	oauth2 {
	  introspection_mode = auth
	  introspection_url = $1
	  active_attribute = active
	  active_value = true
	  username_attribute = username
	}
	passdb oauth2 {
	  mechanisms_filter = xoauth2 oauthbearer
	}
	passdb certificate {
	  driver = static
	  mechanisms_filter = external
	  fields {
	    nopassword = yes
	  }
	}
	CONF
}

# Processes may grow; those of logins stay, and those of pop3 serve a thousand
# sessions each.
dovecot_unlimited() {
	"dovecot_unlimited_$(dovecot_language)"
}

dovecot_unlimited_2_3() {
	cat <<-CONF
	default_vsz_limit = 0
	mail_max_userip_connections = 0
	service pop3-login {
	  service_count = 0
	}
	service pop3 {
	  service_count = 1000
	}
	CONF
}

dovecot_unlimited_2_4() {
	cat <<-CONF
	default_vsz_limit = unlimited
	mail_max_userip_connections = unlimited
	service pop3-login {
	  restart_request_count = unlimited
	}
	service pop3 {
	  restart_request_count = 1000
	}
	CONF
}

dovecot_configure() {
	"dovecot_basics_$(dovecot_language)"
	cat <<-CONF
	base_dir = $tmp/run
	state_dir = $tmp/run
	log_path = $tmp/dovecot.log
	protocols = pop3
	listen = 127.0.0.1
	default_internal_user = $internal
	default_internal_group = $(id -gn "$internal")
	default_login_user = $login
	first_valid_uid = 1
	ssl = yes
	auth_failure_delay = 0
	pop3_lock_session = yes
	pop3_enable_last = yes
	service anvil {
	  chroot =
	}
	service pop3-login {
	  chroot =
	  inet_listener pop3 {
	    port = $port
	  }
	  inet_listener pop3s {
	    port = $tls_port
	    ssl = yes
	  }
	}
	!include_try $tmp/dovecot-more.conf
	CONF
}

# dovecot_start: sets $port, $tls_port, $url and $urls.
dovecot_start() {
	command -v dovecot >/dev/null || {
		echo '1..0 # SKIP dovecot is not installed'
		exit 0
	}
	certificates_make
	dovecot_users
	mkdir -p "$tmp/run"
	chmod 755 "$tmp" "$tmp/run"
	for try in 1 2 3; do
		# shellcheck disable=SC2046
		set -- $(free_ports 2)
		port=$1 tls_port=$2
		dovecot_configure >"$tmp/dovecot.conf"
		dovecot -F -c "$tmp/dovecot.conf" >"$tmp/dovecot.out" 2>&1 &
		dovecot_pid=$!
		children="$children $dovecot_pid"
		await dovecot_answers && break
		[ "$try" -lt 3 ] || {
			cat "$tmp/dovecot.out" "$tmp/dovecot.log" 2>/dev/null |
				sed 's/^/# /'
			exit 1
		}
		kill "$dovecot_pid" 2>/dev/null
	done
	url=pop://jim@localhost:$port
	urls=pops://jim@localhost:$tls_port
}

dovecot_answers() {
	perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or exit 1;
		exit(<$s> =~ /^\+OK/ ? 0 : 1)' "$port"
}

# maildrop_fill DIR: Dovecot's maildrop becomes these messages, by name.
maildrop_fill() {
	rm -rf "$tmp/mail"
	mkdir -p "$maildrop/cur" "$maildrop/new" "$maildrop/tmp"
	n=1700000000
	for file in "$1"/*; do
		n=$((n + 1))
		cp "$file" "$maildrop/new/$n.$(basename "$file").test"
	done
	chown -R "$mail_uid:$mail_gid" "$tmp/mail"
}
