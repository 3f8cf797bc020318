#compdef bpfjury
# SPDX-License-Identifier: GPL-2.0-only

# Names in the store; the first line of the list is its head.
_bpfjury_names() {
	local -a names
	names=(${${(f)"$(_call_program names bpfjury kernel list -q 2>/dev/null)"}[2,-1]%% *})
	names=(${names:#*/*})
	compadd -a names
}

_bpfjury_kernels() {
	_alternative \
		'names:kernel in the store:_bpfjury_names' \
		'series:newest of a series:compadd debian\:5.10 debian\:6.1 debian\:6.12 debian\:7.2' \
		'files:package or image:_files'
}

_bpfjury_kernel() {
	local -a words_of_kernel
	words_of_kernel=('build:build one from source' 'config:merge fragments, and see what came of it' 'get:put kernels into the store' 'list:one line for each'
		'remove:take kernels out of the store' 'show:what is known of one')
	_arguments -C $common \
		'--path=[print the path of that file alone]:file:(image vmlinux config modules)' \
		'--features[boot it and show what it can]' \
		'--json=[write that]:file:_files' \
		'*'{-f+,--fragment=}'[lines of configuration]:fragment:_files' \
		'--config=[a .config to begin with]:file:_files' \
		'--cc=[compiler]:compiler:(gcc clang)' \
		'--sha256=[of the archive]:hex' \
		'--update[ask the mirror for the newest]' \
		'--name=[in the store]:name' \
		'--bzimage[make a bzImage too]' \
		'(-j --jobs)'{-j+,--jobs=}'[compilers at a time]:number' \
		'--all[show the lines that took as well]' \
		'(-o --output)'{-o+,--output=}'[write the .config]:file:_files' \
		'--older-than=[remove what was not used for so long]:days' \
		'--keep-last=[remove all but so many of each kind]:number' \
		'1: :{_describe -t commands "kernel command" words_of_kernel}' \
		'*:: :->args'
	[[ $state == args ]] || return
	case $line[1] in
	get) _bpfjury_kernels ;;
	build|config) _alternative 'series:newest of a series:compadd debian\:5.10 debian\:6.1 debian\:6.12 debian\:7.2' \
		'files:tree or archive:_files' ;;
	remove|show) _bpfjury_names ;;
	esac
}

_bpfjury() {
	local curcontext=$curcontext state line
	local -a commands common
	commands=('doctor:what of this machine works' 'kernel:get, build, list, show and remove kernels'
		'pack:write the archive that judges, to boot by hand' 'try:judge objects on kernels')
	common=('(-q --quiet)'{-q,--quiet}'[say less]' '*'{-v,--verbose}'[say more]'
		'(- *)'{-h,--help}'[help]')
	_arguments -C '(- *)--help[help]' '(- *)--version[version]' \
		'1: :{_describe -t commands "command" commands}' '*:: :->args'
	[[ $state == args ]] || return
	case $line[1] in
	try)
		_arguments $common \
			'*'{-k+,--kernel=}'[kernel to judge on]:kernel:_bpfjury_kernels' \
			'(-c --config)'{-c+,--config=}'[what the loader of objects sees to]:file:_files' \
			'(-o --output)'{-o+,--output=}'[keep logs and result.json]:directory:_directories' \
			'--json=[write result.json to a file]:file:_files' \
			'(-j --jobs)'{-j+,--jobs=}'[kernels at a time]:number' \
			'--accel=[accelerator]:accelerator:(auto kvm tcg)' \
			'--memory=[of a guest]:size:(512M 1G 2G)' \
			'--timeout=[for one kernel]:seconds' \
			'--program-timeout=[for one program]:seconds' \
			'--qemu=[another QEMU]:file:_files' \
			'*:object:_files' ;;
	pack)
		_arguments $common \
			'(-c --config)'{-c+,--config=}'[what the loader of objects sees to]:file:_files' \
			'(-o --output)'{-o+,--output=}'[where the archive goes]:file:_files' \
			'--compress=[how]:word:(none zstd lz4 gzip)' \
			'*:object:_files' ;;
	kernel) _bpfjury_kernel ;;
	doctor) _arguments '(- *)'{-h,--help}'[help]' '--forget[have KVM tried again]' '--qemu=[another QEMU]:file:_files' ;;
	esac
}

_bpfjury "$@"
