// Predicts each input in parts, as many tasks as there are parts, and merges them.

include { VIRNUCPRO_MERGE   } from '../../modules/virnucpro/merge/main'
include { VIRNUCPRO_PREDICT } from '../../modules/virnucpro/predict/main'

workflow VIRNUCPRO {
    take:
    ch_sequences // channel: [ val(meta), [ path(file), ... ] ]
    ch_models    // value channel: path(folder)
    parts        // integer

    main:
    VIRNUCPRO_PREDICT(
        ch_sequences.combine(channel.of(1..parts)).map { meta, sequences, part -> [meta, sequences, part, parts] },
        ch_models
    )
    VIRNUCPRO_MERGE(VIRNUCPRO_PREDICT.out.part.groupTuple(size: parts).join(ch_sequences))

    emit:
    contigs = VIRNUCPRO_MERGE.out.contigs // channel: [ val(meta), path(tsv) ]
    viral   = VIRNUCPRO_MERGE.out.viral   // channel: [ val(meta), path(fasta) ]
    summary = VIRNUCPRO_MERGE.out.summary // channel: [ val(meta), path(json) ]
}
