process VIRNUCPRO_PREDICT {
    tag "${meta.id} ${part}/${parts}"
    label 'process_high'
    label 'process_gpu'

    conda "${moduleDir}/environment.yml"
    container "virnucpro:0.1.0"

    input:
    tuple val(meta), path(sequences, stageAs: 'input/*'), val(part), val(parts)
    path models

    output:
    tuple val(meta), path("${prefix}"), emit: part
    tuple val("${task.process}"), val('virnucpro'), eval("virnucpro --version | sed 's/^virnucpro //'"), emit: versions_virnucpro, topic: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}.part${part}"
    """
    # Code 2 is a part that is done, with sequences that failed.
    virnucpro predict ${sequences} --models ${models} -o ${prefix} --shard ${part}/${parts} --resume \\
        -t ${task.cpus} --no-progress ${args} || [ \$? -eq 2 ]
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}.part${part}"
    """
    mkdir ${prefix}
    touch ${prefix}/run.db ${prefix}/virnucpro.log
    """
}
