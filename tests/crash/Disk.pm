# Disk.pm - what a disk may hold after a loss of power, rebuilt from what was
# done to it.
#
# POSIX promises of a file what was written before its fsync(), and of a
# directory the names that were made, moved and removed before the
# directory's; of everything else any part may be there.  What is certain at
# a moment and what is pending is worked out from the killer's record; then
# some of what is pending is taken, and the rest is not:
#
#	names	all, none, each one alone, all but each one
#	octets	of each file, see %octets below
#
# Names move at once or not at all, but between two directories of which only
# one was synced a file may also be found under both names.  A sector is
# written whole.

package Disk;

use strict;
use warnings;

use Digest::SHA qw(sha1_hex);
use File::Basename qw(dirname);
use File::Find;
use File::Path qw(remove_tree);

my $sector = 512;

# Disk->new(DIRECTORY...): as it is before anything is done.
sub new {
	my ($class, @roots) = @_;
	my $self = bless { names => {}, files => {}, ops => [] }, $class;

	find({ no_chdir => 1, wanted => sub {
		my $inode = (lstat)[1];
		$self->{names}{$_} = $inode;
		$self->{files}{$inode} = World::slurp($_) if -f;
	} }, @roots);
	return $self;
}

# ---- The record ---------------------------------------------------------------

my %kind_of = (
	(map { $_ => 'create' } qw(open openat creat)),
	(map { $_ => 'directory' } qw(mkdir mkdirat)),
	(map { $_ => 'rename' } qw(rename renameat renameat2)),
	(map { $_ => 'link' } qw(link linkat)),
	(map { $_ => 'unlink' } qw(unlink unlinkat rmdir)),
	(map { $_ => 'write' } qw(write pwrite)),
	(map { $_ => 'truncate' } qw(truncate ftruncate)),
	(map { $_ => 'sync' } qw(fsync fdatasync)),
	syncfs => 'sync all',
	sync   => 'sync all',
	reopen => 'nothing',
	(map { $_ => 'nothing' } qw(recvfrom recvmsg)),
	(map { $_ => 'send' } qw(sendto sendmsg)),
);

my %is_name = map { $_ => 1 } qw(create directory rename link unlink);
my %is_octets = map { $_ => 1 } qw(write truncate);

# Reads the killer's record.  Each operation knows the directories that it
# changes, as inodes.
sub record_read {
	my ($self, $text) = @_;
	my %names = %{$self->{names}};

	for my $line (split /\n/, $text) {
		my ($n, $class, $name, $inode, $path, $second, $at, $octets) =
		    split /\t/, $line, -1;
		my $kind = $kind_of{$name} or die "what does $name do?\n";
		$kind = 'send' if $class eq 'wire' && $kind eq 'write';
		my $op = { kind => $kind, inode => $inode, path => $path,
		    second => $second, at => $at,
		    octets => pack('H*', $octets),
		    what => "$class call $n, $name $path" };
		if ($is_name{$kind}) {
			$op->{directories} = [map { $names{dirname($_)} }
			    grep { $_ ne '' } $path, $second];
			name_apply(\%names, $op);
		}
		push @{$self->{ops}}, $op;
	}
}

sub name_apply {
	my ($names, $op) = @_;
	my $to = $op->{second} ne '' ? $op->{second} : $op->{path};

	if ($op->{kind} eq 'unlink') {
		delete $names->{$op->{path}};
		return;
	}
	# In a directory that is not there, nothing is.
	return unless exists $names->{dirname($to)};
	$names->{$to} = $op->{inode};
	delete $names->{$op->{path}}
	    if $op->{kind} eq 'rename' && !$op->{both};
}

sub octets_apply {
	my ($octets, $op) = @_;
	my $short = $op->{at} - length $octets;

	if ($op->{kind} eq 'truncate') {
		return $short > 0 ? $octets . "\0" x $short
		    : substr $octets, 0, $op->{at};
	}
	$octets .= "\0" x $short if $short > 0;
	substr($octets, $op->{at}, length $op->{octets}) = $op->{octets};
	return $octets;
}

# ---- At a moment --------------------------------------------------------------

sub moments {
	my ($self) = @_;
	return scalar @{$self->{ops}};
}

# What was going on.
sub what {
	my ($self, $moment) = @_;
	return $self->{ops}[$moment - 1]{what};
}

# Whether that command had been sent by then.
sub sent {
	my ($self, $moment, $command) = @_;

	return grep { $_->{kind} eq 'send' && $_->{octets} =~ /^$command\b/m }
	    @{$self->{ops}}[0 .. $moment - 1];
}

# Splits what was done before the moment: what is certain, in order, and
# which names are pending, which octets.
sub divide {
	my ($self, $moment) = @_;
	my (@certain, @names, @octets, %synced, $all);

	for my $op (reverse @{$self->{ops}}[0 .. $moment - 1]) {
		my $kind = $op->{kind};
		$all = 1 if $kind eq 'sync all';
		$synced{$op->{inode}} = 1 if $kind eq 'sync';
		if ($is_octets{$kind}) {
			unshift @{$all || $synced{$op->{inode}} ? \@certain
			    : \@octets}, $op;
		} elsif ($is_name{$kind}) {
			my @directories = @{$op->{directories}};
			my $done = grep { $all || $synced{$_} } @directories;
			unshift @{$done ? \@certain : \@names},
			    !$done || $done == @directories ? $op
			    : { %$op, half => 1 };
		}
	}
	return (\@certain, \@names, \@octets);
}

# What may have become of the octets of a file: OLD are certain, NEW is what
# it would be.
my %octets = (
	all    => sub { $_[1] },
	none   => sub { $_[0] },
	zeros  => sub { length $_[1] < length $_[0] ? $_[1]
	    : $_[0] . "\0" x (length($_[1]) - length $_[0]) },
	half   => sub { substr $_[1], 0, (length($_[0]) + length $_[1]) / 2 },
	'all but the first sector' => sub { sectors(@_, sub { $_[0] > 0 }) },
	'the last sector' => sub { sectors(@_, sub { $_[0] == $_[1] }) },
);

# Takes those sectors that differ for which `take` says so, being told which
# it is and which is the last.
sub sectors {
	my ($old, $new, $take) = @_;
	my $result = '';
	my @differ;

	return $new if length $new < length $old;
	$old .= "\0" x (length($new) - length $old);
	my $count = int((length($new) + $sector - 1) / $sector);
	my @old = map { substr $old, $_ * $sector, $sector } 0 .. $count - 1;
	my @new = map { substr $new, $_ * $sector, $sector } 0 .. $count - 1;
	@differ = grep { $old[$_] ne $new[$_] } 0 .. $count - 1;
	$old[$differ[$_]] = $new[$differ[$_]]
	    for grep { $take->($_, $#differ) } 0 .. $#differ;
	return join '', @old;
}

# One state of the disk: {names, files}
sub build {
	my ($self, $certain, $names, $octets, $octets_how, $both) = @_;
	my %names = %{$self->{names}};
	my %files = %{$self->{files}};
	my %new;

	for my $op (@$certain, @$names) {
		my $is_new = $op->{kind} eq 'create';
		$files{$op->{inode}} //= '' if $is_new;
		if ($is_octets{$op->{kind}}) {
			$files{$op->{inode}} = octets_apply(
			    $files{$op->{inode}} // '', $op);
		} else {
			name_apply(\%names,
			    $both && $op->{half} ? { %$op, both => 1 } : $op);
		}
	}
	for my $op (@$octets) {
		my $inode = $op->{inode};
		$new{$inode} = octets_apply(
		    $new{$inode} // $files{$inode} // '', $op);
	}
	$files{$_} = $octets{$octets_how}->($files{$_} // '', $new{$_})
	    for keys %new;
	return { names => \%names, files => \%files };
}

# All states that are looked at for a moment: {how, names, files}
sub states {
	my ($self, $moment) = @_;
	my ($certain, $names, $octets) = $self->divide($moment);
	my @choices = map { [$names, $_, "all names, octets: $_"] }
	    sort keys %octets;

	push @choices, [[], $_, "no names, octets: $_"] for qw(all none);
	for my $name (@$names) {
		push @choices,
		    [[grep { $_ != $name } @$names], 'all',
		    "all but $name->{what}"],
		    [[$name], 'all', "of names only $name->{what}"];
	}
	my @states = map {
		my ($taken, $octets_how, $how) = @$_;
		my $state = $self->build(
		    $certain, $taken, $octets, $octets_how, 0);
		+{ %$state, how => $how };
	} @choices;
	my $state = $self->build($certain, $names, $octets, 'all', 1);
	return @states, { %$state, how => 'both names where files moved' };
}

# What two states that are the same have in common.
sub digest {
	my ($state) = @_;

	return sha1_hex(join "\0", map {
		my $octets = $state->{files}{$state->{names}{$_}};
		defined $octets ? ($_, sha1_hex($octets),
		    $state->{names}{$_}) : $_;
	} sort keys %{$state->{names}});
}

# One that is there has the inode that it had when all this was recorded.
sub root_empty {
	my ($root, $is_there) = @_;

	if (-d "$root.away") {
		remove_tree($root);
		rename "$root.away", $root or die "$root: $!\n";
	}
	remove_tree($root, { keep_root => 1 });
	return if $is_there;
	rename $root, "$root.away" or die "$root: $!\n";
}

# Makes what is below the roots what the state says.  All of it is from before
# the machine was started.
sub put {
	my ($state, @roots) = @_;
	my ($uptime) = -r '/proc/uptime' ? World::slurp('/proc/uptime') =~ /(\d+)/
	    : 0;
	my $then = time - $uptime - 3600;
	my %made;

	root_empty($_, exists $state->{names}{$_}) for @roots;

	for my $path (sort keys %{$state->{names}}) {
		my $inode = $state->{names}{$path};
		my $octets = $state->{files}{$inode};
		next unless grep { $path =~ /^\Q$_\E(\/|\z)/ } @roots;
		next unless -d dirname($path);
		if (!defined $octets) {
			mkdir $path, 0700;
		} elsif ($made{$inode}) {
			link $made{$inode}, $path or die "$path: $!\n";
		} else {
			World::spew($path, $octets);
			chmod 0600, $path;
			utime $then, $then, $path;
			$made{$inode} = $path;
		}
	}
}

1;
