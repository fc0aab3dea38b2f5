# World.pm - a maildrop with its server, a destination and a state directory,
# in which popfetch runs under the killer; and what came of it, counted.
#
# It knows nothing of the code under test: the messages, how they have to
# arrive, and how an mbox is read (mboxrd, as mbox(5) has it) are said here
# once more.
#
# A world lives in memory where the system has such a file system: nothing
# here asks for a real disk, and syncs cost nothing then.

package World;

use strict;
use warnings;

use Errno qw(ESRCH);
use Fcntl;
use File::Find;
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use Time::HiRes qw(sleep);

# Ended from outside, a test leaves nothing behind, either.
$SIG{$_} = sub { exit 1 } for qw(HUP INT TERM);

# ---- Messages -----------------------------------------------------------------

my $head = "From: robot\@example.org\nTo: jim\@example.net\nSubject: x\n\n";

# As they lie in the maildrop, LF line ends; the server makes them CRLF.
my %sent = (
	'01-small'      => $head . "hello\n",
	'02-empty'      => '',
	'03-from'       => $head . "From x\n\nFrom me to you\n\nFrom \n",
	'04-quoted'     => $head . ">From x\n>>From x\n > From\n>from\n",
	'05-dots'       => $head . ".\n..\n.x\n...\n. \n.\n\n.\n",
	'06-large'      => $head . ("0123456789 From .\n" x 17_000),
	'07-no-newline' => $head . 'the end',
	'08-blank-end'  => $head . "x\n\n\n\n",
	'09-8-bit'      => $head . join('', map { chr } 128 .. 255)
	    . "\nNUL \0 \0\0\n",
	'10-header'     => "From: a\@example.org\nSubject: header only\n",
	'11-blank'      => "\n",
	'12-as-small'   => $head . "hello\n",
);

sub arriving {
	my ($octets) = @_;
	$octets .= "\n" if length $octets && $octets !~ /\n\z/;
	return $octets;
}

my @arriving = map { arriving($sent{$_}) } sort keys %sent;

# What other programs have in the mbox before, and put there in between.
my $theirs_before = $head . "was here first\n";
my $theirs_between = $head . "came in between\n\n>From me\n";

# ---- Files --------------------------------------------------------------------

sub slurp {
	my ($path) = @_;
	local $/;
	open my $file, '<:raw', $path or die "$path: $!\n";
	my $octets = <$file>;
	close $file;
	return defined $octets ? $octets : '';
}

sub spew {
	my ($path, $octets, $how) = @_;
	open my $file, ($how || '>') . ':raw', $path or die "$path: $!\n";
	print $file $octets;
	close $file or die "$path: $!\n";
}

sub files_below {
	my ($directory) = @_;
	my @paths;
	find({ no_chdir => 1, wanted => sub { push @paths, $_ if !-d } },
	    $directory) if -d $directory;
	return sort @paths;
}

sub mbox_entry {
	my ($octets) = @_;
	$octets =~ s/^(>*From )/>$1/mg;
	return "From other\@example.org Mon Nov  2 08:15:00 2026\n$octets\n";
}

# The messages of an mboxrd file; one that is not as it must be comes out
# as no message that was sent.
sub mbox_read {
	my ($octets) = @_;
	my ($rubbish, @parts) = split /^(?=From )/m, "\n" . $octets;
	my @messages = map {
		my $message = $_;
		my $whole = $message =~ s/\AFrom \S+ [^\n]*:\d\d \d{4}\n//
		    && $message =~ s/\n\z// && $message =~ /(\A|\n)\z/;
		$message =~ s/^>(>*From )/$1/mg;
		$whole ? $message : "no entry of an mbox: $_";
	} @parts;
	push @messages, "in front of the first: $rubbish" if $rubbish ne "\n";
	return @messages;
}

# ---- A world ------------------------------------------------------------------

# World->new(kind => 'maildir' or 'mbox', keep => BOOL, batches => 'one' or
# 'several', others => BOOL: another program writes between the runs, absent =>
# BOOL: there is neither a state directory nor an mbox before)
sub new {
	my ($class, %mode) = @_;
	my $memory = -d '/dev/shm' && -w _ ? '/dev/shm' : undef;
	my $self = bless {
		%mode,
		home => tempdir('popfetch-crash.XXXXXX',
		    DIR => $ENV{TMPDIR} || $memory || '/tmp', CLEANUP => 1),
		popfetch => $mode{batches} eq 'one'
		    ? "$ENV{BUILD}/popfetch/popfetch"
		    : "$ENV{BUILD}/tests/crash/popfetch-batches",
	}, $class;

	make_path("$self->{home}/sent", "$self->{home}/drop");
	spew("$self->{home}/sent/$_.eml", $sent{$_}) for keys %sent;
	spew("$self->{home}/password", "secret\n");
	chmod 0600, "$self->{home}/password";
	$self->server_start;
	$self->reset;
	return $self;
}

# At the same port each time: the state is that of an account at it.
sub server_start {
	my ($self, @faults) = @_;
	my $port_file = "$self->{home}/port";

	unlink $port_file;
	my $pid = fork();
	die "fork: $!\n" unless defined $pid;
	if ($pid == 0) {
		open STDIN, '<', '/dev/null';
		exec "$ENV{BUILD}/tests/server/pop3-test-server", '--maildrop',
		    "$self->{home}/drop", '--port-file', $port_file,
		    '--port', $self->{port} || 0,
		    map { ('--fault', $_) } @faults;
		die "cannot start the server: $!\n";
	}
	$self->{server} = $pid;
	for (1 .. 1000) {
		last if -s $port_file;
		sleep 0.01;
	}
	(undef, $self->{port}) = split ' ', slurp($port_file);
}

sub server_stop {
	my ($self) = @_;
	kill 'TERM', $self->{server};
	waitpid $self->{server}, 0;
}

sub end {
	my ($self) = @_;
	$self->server_stop;
	remove_tree($self->{home});
}

# The maildrop is full, nothing has been seen, nothing was delivered.
sub reset {
	my ($self) = @_;
	my $home = $self->{home};

	for my $directory ("$home/state", "$home/mail") {
		mkdir $directory, 0700;
		remove_tree($directory, { keep_root => 1 });
	}
	rmdir "$home/state" if $self->{absent};
	spew("$home/mail/mbox", mbox_entry($theirs_before))
	    if $self->has_mbox_before;
	$self->maildrop_fill;
	$self->{between} = 0;
}

sub has_mbox_before {
	my ($self) = @_;
	return $self->{kind} eq 'mbox' && !$self->{absent};
}

# The server removes names; the messages themselves stay in sent/.
sub maildrop_fill {
	my ($self) = @_;
	$self->maildrop_put(sort keys %sent);
}

sub maildrop_put {
	my ($self, @names) = @_;

	for my $name (@names) {
		my $path = "$self->{home}/drop/$name.eml";
		-e $path or link "$self->{home}/sent/$name.eml", $path
		    or die "$path: $!\n";
	}
}

sub maildrop_empty {
	my ($self) = @_;
	unlink glob "$self->{home}/drop/*";
}

# All there are, in the order in which they are listed.
sub names {
	return sort keys %sent;
}

# ---- Runs ---------------------------------------------------------------------

sub command {
	my ($self) = @_;
	my $home = $self->{home};

	return ($self->{popfetch}, qw(--tls none --timeout 20),
	    @{$self->{options} || []},
	    '--password-file', "$home/password", '--state-dir', "$home/state",
	    $self->{keep} ? '--keep' : (),
	    $self->{kind} eq 'maildir' ? ('--maildir', "$home/mail/Maildir")
	    : ('--mbox', "$home/mail/mbox"),
	    "pop://jim\@127.0.0.1:$self->{port}");
}

# Starts a command, with its standard error in a file; its process.
sub launch {
	my ($self, $errors, @command) = @_;
	my $pid = fork();

	die "fork: $!\n" unless defined $pid;
	if ($pid == 0) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', $errors;
		open STDERR, '>&', \*STDOUT;
		%ENV = (%ENV, HOME => $self->{home}, LC_ALL => 'C');
		exec @command or die "$command[0]: $!\n";
	}
	return $pid;
}

# Waits for it; its status as a shell has it.
sub status_of {
	my ($self, $pid) = @_;

	waitpid $pid, 0;
	return $? & 127 ? 128 + ($? & 127) : $? >> 8;
}

# Runs a command; its status and its standard error.
sub run {
	my ($self, @command) = @_;
	my $errors = "$self->{home}/errors";
	my $status = $self->status_of($self->launch($errors, @command));

	return ($status, slurp($errors));
}

# A run without faults.  The server may not have noticed yet that the client
# before has died; then the maildrop is in use.
sub fetch {
	my ($self) = @_;
	my ($status, $errors);

	for (1 .. 2000) {
		($status, $errors) = $self->run($self->command);
		last unless $status == 75 && $errors =~ /another session has the lock/;
		sleep 0.003;
	}
	return ($status, $errors);
}

# A run under the killer's orders: the status, standard error, and what the
# killer wrote down.
sub strike {
	my ($self, $order) = @_;
	my $struck = "$self->{home}/struck";
	my ($status, $errors, $lines);

	for (1 .. 2000) {
		($status, $errors) = $self->run(
		    "$ENV{BUILD}/tests/crash/killer", '-o', $struck, $order,
		    $self->command);
		$lines = slurp($struck);
		last unless $status == 75 && $errors =~ /another session has the lock/;
		$self->reset;
		sleep 0.003;
	}
	return ($status, $errors, $lines);
}

# Another program delivers to the mbox.  Every other time it finds the lock
# file of a process that is dead, and removes it.
sub others_write {
	my ($self, $n) = @_;
	my $mbox = "$self->{home}/mail/mbox";
	my $lock = "$mbox.lock";

	return unless $self->{others};
	if ($n % 2 == 0 && -e $lock && slurp($lock) =~ /(\d+)/ &&
	    !kill(0, $1) && $! == ESRCH) {
		unlink $lock;
	}
	my $octets = slurp($mbox);
	my $gap = $octets =~ /\n\n\z/ || $octets eq '' ? ''
	    : $octets =~ /\n\z/ ? "\n" : "\n\n";
	spew($mbox, $gap . mbox_entry($theirs_between), '>>');
	$self->{between} = 1;
}

# ---- What came of it ------------------------------------------------------------

sub delivered {
	my ($self) = @_;
	my $mail = "$self->{home}/mail";

	return -e "$mail/mbox" ? mbox_read(slurp("$mail/mbox")) : ()
	    if $self->{kind} eq 'mbox';
	return map { slurp($_) } map { files_below("$mail/Maildir/$_") }
	    qw(new cur);
}

sub expected {
	my ($self) = @_;

	return (@arriving,
	    $self->has_mbox_before ? $theirs_before : (),
	    $self->{between} ? $theirs_between : ());
}

# What has no business to be there.
sub left_over {
	my ($self) = @_;
	my $home = $self->{home};

	return grep {
		my $name = substr $_, length "$home/";
		!($name =~ m{\Astate/[^/]+\.uidl(\.lock)?\z}
		    || $name =~ m{\Astate/[^/]+\.spool2?\z} && -z $_
		    || $self->{kind} eq 'mbox' && $name eq 'mail/mbox'
		    || $name =~ m{\Amail/Maildir/(new|cur)/})
	} files_below("$home/state"), files_below("$home/mail");
}

sub shown {
	my ($octets) = @_;
	my $text = substr $octets, 0, 60;

	$text =~ s/[^ -~]/?/g;
	return sprintf "'%s' (%d octets)", $text, length $octets;
}

# What is wrong: a list of [KIND, TEXT], KIND being one of copies, spoilt,
# lost, left.
sub wrongs {
	my ($self) = @_;
	my (%due, @wrongs);

	$due{$_}++ for $self->expected;
	my %known = %due;
	for my $octets ($self->delivered) {
		if (!exists $known{$octets}) {
			push @wrongs, ['spoilt', shown($octets)];
		} elsif (--$due{$octets} < 0) {
			push @wrongs, ['copies', shown($octets)];
		}
	}
	for my $octets (grep { $due{$_} > 0 } keys %due) {
		push @wrongs, (['lost', shown($octets)]) x $due{$octets};
	}
	push @wrongs, ['left', $_] for $self->left_over;
	my $there = () = files_below("$self->{home}/drop");
	push @wrongs, [$self->{keep} ? 'lost' : 'left',
	    "$there messages in the maildrop"]
	    if $there != ($self->{keep} ? scalar keys %sent : 0);
	return @wrongs;
}

1;
