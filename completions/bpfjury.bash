# SPDX-License-Identifier: GPL-2.0-only
# bash completion of bpfjury(1)

# Names in the store, without the heading of the list.
_bpfjury_names()
{
	bpfjury kernel list -q 2>/dev/null | tail -n +2 | cut -d ' ' -f 1 | grep -v /
}

# A KERNEL contains colons, which end a word for bash: leave out what is before the last one.
_bpfjury_reply()
{
	local word=$1 head=${1%"${1##*:}"} i
	shift
	mapfile -t COMPREPLY < <(compgen -W "$*" -- "$word")
	[[ $COMP_WORDBREAKS == *:* && -n $head ]] || return
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=${COMPREPLY[i]#"$head"}
	done
}

_bpfjury_kernel()
{
	_bpfjury_reply "$1" "debian:5.10 debian:6.1 debian:6.12 debian:7.2 $(_bpfjury_names)"
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$1")
}

_bpfjury()
{
	local line=${COMP_LINE:0:COMP_POINT} word before command='' sub='' w
	local -a words
	# the words of the line, separated by blanks only
	read -ra words <<<"$line"
	[[ $line == *[[:blank:]] ]] && words+=('')
	word=${words[-1]}
	before=${words[-2]-}
	for w in "${words[@]:1:${#words[@]}-2}"; do
		if [[ $w != -* && -z $command ]]; then
			command=$w
		elif [[ $w != -* && -z $sub ]]; then
			sub=$w
		fi
	done
	COMPREPLY=()

	case $before in
	-k | --kernel) _bpfjury_kernel "$word"; return ;;
	--accel) _bpfjury_reply "$word" auto kvm tcg; return ;;
	--compress) _bpfjury_reply "$word" none zstd lz4 gzip; return ;;
	-f | --fragment)
		_bpfjury_reply "$word" debug selftests
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word"); return ;;
	--path) _bpfjury_reply "$word" image vmlinux config modules; return ;;
	--cc) _bpfjury_reply "$word" gcc clang; return ;;
	--name | --sha256 | --older-than | --keep-last) return ;;
	--allow) _bpfjury_reply "$word" gone new unknown; return ;;
	--fail-on) _bpfjury_reply "$word" verdict reason "insns>+10%" "insns>85%limit"; return ;;
	--top | --base-kernel | --new-kernel) return ;;
	-j | --jobs | --append | --cpus | --memory | --timeout | --program-timeout) return ;;
	--emit | --filter | --sort)
		_bpfjury_reply "$word" file prog verdict reason insns states peak_states stack
		return ;;
	--against) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	-c | -o | -f | --fragment | --json | --kconfig | --object | --path | --report | --tree | \
		--base | --config | --output | --lock | --history | --qemu | \
		--csv | --github | --html | --json | --junit | --kcidb | --ktap | --markdown)
		mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	esac

	case $command:$word in
	:-*) _bpfjury_reply "$word" --help --version ;;
	:*) _bpfjury_reply "$word" bisect compare doctor history init kernel pack plan report try ;;
	try:-*)
		_bpfjury_reply "$word" --kernel --config --output --history \
			--csv --github --html --json --junit --kcidb --ktap --markdown \
			--jobs --lock --no-lock --accel --append --coverage --cpus --differences \
			--fail-on --hot --memory --timeout --program-timeout --qemu --against \
			--allow --quiet --verbose --help ;;
	compare:-*)
		_bpfjury_reply "$word" --config --fail-on --allow --base --base-kernel \
			--new-kernel --all --top --console-is-enough --csv-is-enough --json \
			--quiet --verbose --help ;;
	bisect:-*)
		_bpfjury_reply "$word" --tree --good --bad --first-parent --path \
			--releases --objects --kconfig --step --object --program --good-is \
			--bad-is --base --repeat --confidence --resume --kernel --config \
			--fragment --cc --output --json --report --jobs --accel --memory \
			--timeout --program-timeout --qemu --quiet --verbose --help ;;
	history:-*)
		_bpfjury_reply "$word" --history --kernel --all --json --quiet --verbose --help ;;
	init:-*)
		_bpfjury_reply "$word" --kernel --output --force --jobs --quiet --verbose --help ;;
	report:-*)
		_bpfjury_reply "$word" --history \
			--csv --github --html --json --junit --kcidb --ktap --markdown \
			--differences --emit --filter --minimum --sort --top \
			--console-is-enough --csv-is-enough \
			--quiet --verbose --help ;;
	plan:-*) _bpfjury_reply "$word" --config --kernel --github --quiet --verbose --help ;;
	pack:-*)
		_bpfjury_reply "$word" --config --kernel --output --compress --standalone --quiet \
			--verbose --help ;;
	kernel:-*)
		case $sub in
		build)
			_bpfjury_reply "$word" --fragment --config --cc --sha256 --update --name \
				--bzimage --jobs --quiet --verbose --help ;;
		config)
			_bpfjury_reply "$word" --fragment --config --cc --sha256 --update --all \
				--output --quiet --verbose --help ;;
		get) _bpfjury_reply "$word" --lock --no-lock --quiet --verbose --help ;;
		pin)
			_bpfjury_reply "$word" --config --kernel --update --lock --quiet --verbose \
				--help ;;
		remove) _bpfjury_reply "$word" --older-than --keep-last --quiet --verbose --help ;;
		show)
			_bpfjury_reply "$word" --path --features --json --vmlinux-h --output \
				--quiet --verbose --help ;;
		*) _bpfjury_reply "$word" --quiet --verbose --help ;;
		esac ;;
	doctor:-*) _bpfjury_reply "$word" --forget --qemu --help ;;
	bisect:* | compare:* | init:* | try:* | pack:* | report:*)
		mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	kernel:*)
		case $sub in
		'') _bpfjury_reply "$word" build config get list pin remove show ;;
		build | config)
			_bpfjury_reply "$word" debian:5.10 debian:6.1 debian:6.12 debian:7.2
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word") ;;
		get) _bpfjury_kernel "$word" ;;
		remove | show) _bpfjury_reply "$word" "$(_bpfjury_names)" ;;
		esac ;;
	esac
}
complete -o filenames -F _bpfjury bpfjury
