#compdef bpfjury
# SPDX-License-Identifier: GPL-2.0-only

# Names in the store, without the heading of the list.
_bpfjury_names() {
	local -a names
	names=(${${(f)"$(_call_program names bpfjury kernel list -q 2>/dev/null)"}[2,-1]%% *})
	names=(${names:#*/*})
	compadd -a names
}

_bpfjury_series() {
	compadd debian:5.10 debian:6.1 debian:6.12 debian:7.2
}

_bpfjury_kernels() {
	_alternative \
		'names:kernel in the store:_bpfjury_names' \
		'series:newest of a series:_bpfjury_series' \
		'files:package or image:_files'
}

_bpfjury_kernel() {
	local -a words_of_kernel
	words_of_kernel=('build:build one from source' 'config:only merge the fragments'
		'get:put kernels into the store' 'list:print one line for each'
		'pin:write a lock file of exact kernels'
		'remove:remove kernels from the store' 'show:show what is known of a kernel')
	_arguments -C $common \
		'--path=[print only the path of that file]:file:(image vmlinux config modules)' \
		'--features[boot it and show what it supports]' \
		'--json=[write it as JSON]:file:_files' \
		'--vmlinux-h[write its types as C]' \
		'*'{-f+,--fragment=}'[lines of configuration]:fragment:_files' \
		'(-c --config)'{-c+,--config=}'[this .config; the bpfjury.yaml]:file:_files' \
		'*'{-k+,--kernel=}'[pin this one]:kernel:_bpfjury_kernels' \
		'--lock=[a lock file]:file:_files' \
		'--no-lock[the newest, whatever the lock file has]' \
		'--cc=[compiler]:compiler:(gcc clang)' \
		'--sha256=[of the archive]:hex' \
		'--update[take the newest of the mirror]' \
		'--name=[in the store]:name' \
		'--bzimage[make a bzImage too]' \
		'(-j --jobs)'{-j+,--jobs=}'[compilers at a time]:number' \
		'--all[also show the lines that had their effect]' \
		'(-o --output)'{-o+,--output=}'[write the .config or the types]:file:_files' \
		'--older-than=[remove what was not used for that long]:days' \
		'--keep-last=[keep only that many of each kind]:number' \
		'1: :{_describe -t commands "kernel command" words_of_kernel}' \
		'*:: :->args'
	[[ $state == args ]] || return
	case $line[1] in
	get) _bpfjury_kernels ;;
	build|config) _alternative 'series:newest of a series:_bpfjury_series' \
		'files:tree or archive:_files' ;;
	remove|show) _bpfjury_names ;;
	esac
}

_bpfjury() {
	local curcontext=$curcontext state line
	local -a commands common
	commands=('bisect:which kernel, commit or build changed a verdict'
		'compare:what changed between two results, and limits for it'
		'doctor:report what works on this machine'
		'history:since when a program has its verdict'
		'init:write the bpfjury.yaml that objects seem to need'
		'kernel:download, build, list, show and remove kernels'
		'pack:write only the archive, to boot by hand'
		'plan:which kernels a run would judge on'
		'report:show a result again, or in another form' 'try:judge objects on kernels')
	common=('(-q --quiet)'{-q,--quiet}'[print less]' '*'{-v,--verbose}'[print more]'
		'(- *)'{-h,--help}'[help]')
	_arguments -C '(- *)--help[help]' '(- *)--version[version]' \
		'1: :{_describe -t commands "command" commands}' '*:: :->args'
	[[ $state == args ]] || return
	case $line[1] in
	try)
		_arguments $common \
			'*'{-k+,--kernel=}'[kernel to judge on]:kernel:_bpfjury_kernels' \
			'(-c --config)'{-c+,--config=}'[settings of the objects]:file:_files' \
			'(-o --output)'{-o+,--output=}'[keep logs]:directory:_directories' \
			'--lock=[a lock file of exact kernels]:file:_files' \
			'--no-lock[judge the newest kernels]' \
			'--json=[write result.json to a file]:file:_files' \
			'--history=[add the result to a file]:file:_files' \
			'--csv=[write veristat'\''s CSV]:file:_files' \
			'--github=[write annotations of GitHub]:file:_files' \
			'--html=[write an HTML page]:file:_files' \
			'--junit=[write JUnit XML]:file:_files' \
			'--kcidb=[write a report for KCIDB]:file:_files' \
			'--ktap=[write KTAP]:file:_files' \
			'--markdown=[write Markdown]:file:_files' \
			'(-j --jobs)'{-j+,--jobs=}'[kernels at a time]:number' \
			'--accel=[accelerator]:accelerator:(auto kvm tcg)' \
			'*'--against='[compare with this build]:object or directory:_files' \
			'--allow=[not unknown]:word:(gone)' \
			'*'--append='[more words for the kernel]:words:(none lockdown=integrity)' \
			'*'--fail-on='[a limit]:limit' \
			'--differences[show only what differs between kernels]' \
			'--hot=[say which lines the work goes to]:per cent:' \
			'--coverage[say which instructions the verifier never reached]' \
			'--cpus=[processors of a guest]:number' \
			'--memory=[of a guest]:size:(512M 1G 2G)' \
			'--timeout=[for one kernel]:seconds' \
			'--program-timeout=[for one program]:seconds' \
			'--qemu=[another QEMU]:file:_files' \
			'*:object:_files' ;;
	compare)
		_arguments $common \
			'*'--fail-on='[a limit]:limit:(verdict reason)' \
			'*'--allow='[not unknown]:word:(gone new unknown)' \
			'*'--base='[a result of BASE]:result:_files' \
			'--base-kernel=[of BASE]:kernel' \
			'(-c --config)'{-c+,--config=}'[limits and known failures]:file:_files' \
			'--new-kernel=[of NEW]:kernel' \
			'--all[what did not change, too]' \
			'--console-is-enough[believe a console]' \
			'--csv-is-enough[believe veristat'\''s CSV]' \
			'--top=[at most so many programs of a kernel]:number' \
			'--json=[write the comparison to a file]:file:_files' \
			'*:result:_files' ;;
	bisect)
		_arguments $common \
			'--tree=[bisect the commits of a git tree]:directory:_directories' \
			'--good=[the verdict is good there]:revision' \
			'--bad=[and bad there (HEAD)]:revision' \
			'--first-parent[follow only the first parent of a merge]' \
			'*'--path='[only commits that touch PATH]:file:_files' \
			'--releases=[bisect the kernels of a distribution]:a..b' \
			'--objects[bisect builds of one object, in the given order]' \
			'*'--kconfig='[a .config to begin with]:file:_files' \
			'--step[judge the tree of this directory once]' \
			'*'--object='[the object]:file:_files' \
			'*'--program='[only programs of that name]:glob' \
			'*'--good-is='[what is good (the answers of the good end)]:predicate' \
			'*'--bad-is='[what is bad]:predicate' \
			'--base=[the good end of --step]:result:_files' \
			'--repeat=[judge the culprit and its parent again so often (3)]:n' \
			'--confidence=[name no culprit under it (95)]:percent' \
			'--resume[go on with an interrupted bisect]' \
			'(-k --kernel)'{-k+,--kernel=}'[of --objects]:kernel:_bpfjury_kernels' \
			'(-c --config)'{-c+,--config=}'[bpfjury.yaml(5)]:file:_files' \
			'*'{-f+,--fragment=}'[as of bpfjury kernel build]:file:_files' \
			'--cc=[as of bpfjury kernel build]:compiler' \
			'(-o --output)'{-o+,--output=}'[logs and journal]:directory:_directories' \
			'--json=[write the finding to FILE]:file:_files' \
			'--report=[write a report for a mailing list to FILE]:file:_files' \
			'(-j --jobs)'{-j+,--jobs=}'[compilers at a time]:number' \
			'--accel=[accelerator]:accelerator:(auto kvm tcg)' \
			'--memory=[as of bpfjury try]:size' \
			'--timeout=[as of bpfjury try]:seconds' \
			'--program-timeout=[as of bpfjury try]:seconds' \
			'--qemu=[another QEMU]:file:_files' \
			'*:object:_files' ;;
	history)
		_arguments $common \
			'--history=[the file]:file:_files' \
			'*'{-k+,--kernel=}'[only this kernel]:kernel:' \
			'--all[all changes]' \
			'--json=[write it to a file]:file:_files' \
			'*:program:' ;;
	init)
		_arguments $common \
			'*'{-k+,--kernel=}'[kernel to judge on]:kernel:_bpfjury_kernels' \
			'(-o --output)'{-o+,--output=}'[where the file goes]:file:_files' \
			'--force[replace the file]' \
			'(-j --jobs)'{-j+,--jobs=}'[kernels at a time]:number' \
			'*:object:_files' ;;
	plan)
		_arguments $common \
			'(-c --config)'{-c+,--config=}'[instead of bpfjury.yaml]:file:_files' \
			'*'{-k+,--kernel=}'[only this kernel]:kernel:_bpfjury_kernels' \
			'--github[as the matrix of a GitHub workflow]' ;;
	pack)
		_arguments $common \
			'(-k --kernel)'{-k+,--kernel=}'[of the script]:kernel:_bpfjury_kernels' \
			'--standalone[write a script with a kernel in it]' \
			'(-c --config)'{-c+,--config=}'[settings of the objects]:file:_files' \
			'(-o --output)'{-o+,--output=}'[where the archive goes]:file:_files' \
			'--compress=[how]:word:(none zstd lz4 gzip)' \
			'*:object:_files' ;;
	report)
		_arguments $common \
			'--console-is-enough[believe a console]' \
			'--csv-is-enough[believe veristat'\''s CSV]' \
			'--json=[write result.json to a file]:file:_files' \
			'--history=[add the result to a file]:file:_files' \
			'--csv=[write veristat'\''s CSV]:file:_files' \
			'--github=[write annotations of GitHub]:file:_files' \
			'--html=[write an HTML page]:file:_files' \
			'--junit=[write JUnit XML]:file:_files' \
			'--kcidb=[write a report for KCIDB]:file:_files' \
			'--ktap=[write KTAP]:file:_files' \
			'--markdown=[write Markdown]:file:_files' \
			'*'--filter='[show only some programs]:filter' \
			'--sort=[by figures or words]:key' \
			'--top=[at most so many programs]:number' \
			'--emit=[show these columns]:columns' \
			'--differences[show only what differs between kernels]' \
			'--minimum[the first release on which each object is met]' \
			'*:result:_files' ;;
	kernel) _bpfjury_kernel ;;
	doctor)
		_arguments '(- *)'{-h,--help}'[help]' '--forget[test KVM again]' \
			'--qemu=[another QEMU]:file:_files' ;;
	esac
}

_bpfjury "$@"
