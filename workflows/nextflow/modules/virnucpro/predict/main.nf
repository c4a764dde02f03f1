process VIRNUCPRO_PREDICT {
    tag "${meta.id} ${part}/${parts}"
    label 'process_high'
    label 'process_gpu'

    conda "${moduleDir}/environment.yml"
    container "${params.virnucpro_container}"

    input:
    tuple val(meta), path(sequences, stageAs: 'input/*'), val(part), val(parts)
    path models

    output:
    tuple val(meta), path("${prefix}"), emit: part
    path "versions.yml", emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}.part${part}"
    """
    # Code 2 is a part that is done, with sequences that failed.
    virnucpro predict ${sequences} --models ${models} -o ${prefix} --shard ${part}/${parts} --resume \\
        -t ${task.cpus} --no-progress ${args} || [ \$? -eq 2 ]

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        virnucpro: \$(virnucpro --version | sed 's/^virnucpro //')
    END_VERSIONS
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}.part${part}"
    """
    mkdir ${prefix}
    touch ${prefix}/run.db ${prefix}/virnucpro.log

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        virnucpro: \$(virnucpro --version | sed 's/^virnucpro //')
    END_VERSIONS
    """
}
