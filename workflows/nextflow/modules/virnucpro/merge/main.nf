process VIRNUCPRO_MERGE {
    tag "${meta.id}"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "virnucpro:0.1.0"

    input:
    tuple val(meta), path(folders), path(sequences, stageAs: 'input/*')

    output:
    tuple val(meta), path("${prefix}/prediction_results.txt")             , emit: frames
    tuple val(meta), path("${prefix}/prediction_results_highestscore.csv"), emit: chunks
    tuple val(meta), path("${prefix}/contigs.tsv")                        , emit: contigs
    tuple val(meta), path("${prefix}/viral.fasta")                        , emit: viral
    tuple val(meta), path("${prefix}/summary.json")                       , emit: summary
    tuple val(meta), path("${prefix}/report.html")                        , emit: report
    tuple val("${task.process}"), val('virnucpro'), eval("virnucpro --version | sed 's/^virnucpro //'"), emit: versions_virnucpro, topic: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    virnucpro merge ${folders} --input ${sequences} -o ${prefix} --no-progress ${args} || [ \$? -eq 2 ]
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    mkdir ${prefix}
    touch ${prefix}/prediction_results.txt ${prefix}/prediction_results_highestscore.csv ${prefix}/contigs.tsv \\
        ${prefix}/viral.fasta ${prefix}/summary.json ${prefix}/report.html
    """
}
