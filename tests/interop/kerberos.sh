# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # lib.sh sets tmp; tests use the names
# kerberos.sh - a KDC of its own on loopback for the tests that source this
# behind lib.sh: the realm TEST, jim with a ticket, the service pop/localhost
# with a keytab.  All files are in the test's own folder; the KDC runs in the
# foreground of a process that the test stops by its id.

KRB5_CONFIG=$tmp/krb5.conf
KRB5_KDC_PROFILE=$tmp/kdc.conf
KRB5CCNAME=FILE:$tmp/tickets
export KRB5_CONFIG KRB5_KDC_PROFILE KRB5CCNAME
keytab=$tmp/pop.keytab

kerberos_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		Proto => "udp", LocalAddr => "127.0.0.1")->sockport, "\n"'
}

kerberos_configure() {
	cat >"$KRB5_CONFIG" <<-CONF
	[libdefaults]
	    default_realm = TEST
	    dns_lookup_realm = false
	    dns_lookup_kdc = false
	    dns_canonicalize_hostname = false
	    rdns = false
	[realms]
	    TEST = {
	        kdc = 127.0.0.1:$kdc_port
	    }
	[domain_realm]
	    localhost = TEST
	CONF
	cat >"$KRB5_KDC_PROFILE" <<-CONF
	[kdcdefaults]
	    kdc_listen = 127.0.0.1:$kdc_port
	    kdc_tcp_listen = 127.0.0.1:$kdc_port
	[realms]
	    TEST = {
	        database_name = $tmp/kdc/principal
	        key_stash_file = $tmp/kdc/stash
	        acl_file = $tmp/kdc/acl
	    }
	[logging]
	    kdc = FILE:$tmp/kdc.log
	CONF
}

kerberos_admin() {
	kadmin.local -r TEST -q "$1"
}

kerberos_has_ticket() {
	printf 'secret\n' | kinit jim@TEST
}

# kerberos_start: false where there is no KDC to be had.
kerberos_start() {
	PATH=$PATH:/usr/sbin
	for program in krb5kdc kdb5_util kadmin.local kinit; do
		command -v "$program" >/dev/null || return 1
	done
	mkdir -p "$tmp/kdc"
	kdc_port=$(kerberos_port)
	kerberos_configure
	{
		kdb5_util create -r TEST -s -P master &&
			kerberos_admin 'addprinc -pw secret jim' &&
			kerberos_admin 'addprinc -pw secret joe' &&
			kerberos_admin 'addprinc -randkey pop/localhost' &&
			kerberos_admin "ktadd -k $keytab pop/localhost"
	} >"$tmp/kdc.out" 2>&1 || return 1
	chmod 644 "$keytab"
	krb5kdc -n -r TEST >>"$tmp/kdc.out" 2>&1 &
	children="$children $!"
	await kerberos_has_ticket
}
