version 1.0

# In place of the tasks of these names in Broad's viral-pipelines (pipes/WDL/tasks/tasks_metagenomics.wdl): the same inputs,
# outputs and runtime attributes, computed by virnucpro. README.md beside it says what differs.

task classify_virnucpro {
  meta {
    description: "Scores reads or contigs as viral or not with VirNucPro's models."
  }

  input {
    File    reads_input
    Int     expected_length = 300

    Boolean parallel = false
    Boolean persist_model = false
    Boolean use_gpu = false
    Int     batch_size = 256
    Int?    esm_batch_size
    Int?    dnabert_batch_size

    Boolean resume = false

    String? accelerator_type
    Int?    accelerator_count
    String? gpu_type
    Int?    gpu_count
    String? vm_size
    String  docker
  }

  parameter_meta {
    reads_input: {
      description: "Reads or contigs: BAM, SAM, FASTA or FASTQ, compressed or not.",
      patterns: ["*.bam", "*.fasta", "*.fa", "*.fasta.gz", "*.fa.gz"]
    }
    expected_length: { description: "300 or 500: the length of chunks, and with it the classifier." }
    parallel: { description: "Use every GPU of the machine." }
    persist_model: { description: "Without effect: models always stay loaded." }
    use_gpu: { description: "Compute on a GPU. Where there is none the task fails; it never takes the CPU instead." }
    batch_size: { description: "Reading frames that the classifier scores at once." }
    esm_batch_size: { description: "Most tokens that ESM-2 computes at once. Without it, chosen from the free memory." }
    dnabert_batch_size: { description: "The same for DNABERT-S." }
    resume: { description: "Go on from the state of an earlier attempt, where the backend kept its folder." }
    accelerator_type: { description: "[GCP] The model of GPU." }
    accelerator_count: { description: "[GCP] The number of GPUs." }
    gpu_type: { description: "[Terra] The model of GPU." }
    gpu_count: { description: "[Terra] The number of GPUs." }
    vm_size: { description: "[Azure] The size of the machine." }
    docker: { description: "An image that containers/build.sh made, with models in it." }
  }

  String basename = sub(basename(reads_input), "\\.(bam|fasta\\.gz|fa\\.gz|fasta|fa)$", "")

  command <<<
    set -ex -o pipefail

    # Code 2 is a run that is done, with sequences that failed.
    /opt/virnucpro_cli.py "~{reads_input}" "~{basename}.virnucpro.tsv" --expected-length ~{expected_length} \
      ~{true='--use-gpu' false='' use_gpu} \
      ~{true='--parallel' false='' parallel} \
      ~{true='--persistent-models' false='' persist_model} \
      --batch-size ~{batch_size} \
      ~{'--esm-batch-size=' + esm_batch_size} \
      ~{'--dnabert-batch-size=' + dnabert_batch_size} \
      --threads $(nproc) \
      ~{true='--resume' false='' resume} || [ $? -eq 2 ]

    tar -czf "~{basename}.virnucpro.tgz" \
      "~{basename}.virnucpro.tsv" \
      "~{basename}.virnucpro_highestscore.csv"
  >>>

  output {
    File virnuc_pro_scores = "~{basename}.virnucpro.tgz"
  }

  runtime {
    docker: docker
    memory: "30 GB"
    cpu: 8
    disks: "local-disk 120 SSD"
    disk: "120 GB"
    gpu: true
    dx_instance_type: "mem1_ssd1_gpu2_x8"
    dx_timeout: "6H"
    acceleratorType: select_first([accelerator_type, "nvidia-tesla-t4"])
    acceleratorCount: select_first([accelerator_count, 1])
    gpuType: select_first([gpu_type, "nvidia-tesla-t4"])
    gpuCount: select_first([gpu_count, 1])
    vm_size: select_first([vm_size, "Standard_NC6"])
    maxRetries: 1
  }
}

task classify_virnucpro_contigs {
  meta {
    description: "Calls contigs viral or non-viral from the scores of their chunks."
  }

  input {
    File   virnucpro_scores_tsv

    Float  min_viral_prop = 0.1
    Float  min_nonviral_prop = 0.1
    Int    min_chunks = 5
    String id_col = "Modified_ID"
    String id_pattern = "(NODE_\\d+)"

    String docker
  }

  parameter_meta {
    virnucpro_scores_tsv: {
      description: "Scores of chunks with the columns Modified_ID, max_score_0 and max_score_1, or an archive (.tar.zst, .tar.gz, .tar.bz2, .tar) of one such file.",
      patterns: ["*.tsv", "*.tar.zst", "*.tar.gz"],
      category: "required"
    }
    min_viral_prop: {
      description: "Share of surely viral chunks that a higher tier of the call Viral needs.",
      category: "advanced"
    }
    min_nonviral_prop: { description: "The same for Non-viral.", category: "advanced" }
    min_chunks: { description: "Chunks that the higher tiers need.", category: "advanced" }
    id_col: { description: "Name of the column with the ids.", category: "advanced" }
    id_pattern: {
      description: "Regular expression whose first group is what the chunks of one contig have in common.",
      category: "advanced"
    }
    docker: { description: "An image that containers/build.sh made.", category: "advanced" }
  }

  String out_filename = basename(virnucpro_scores_tsv, ".tsv") + ".contigs_classified.tsv"
  Int disk_size = 50

  command <<<
    set -e -o pipefail

    scores="~{virnucpro_scores_tsv}"
    case "$scores" in
      *.tar.zst | *.tar.gz | *.tar.bz2 | *.tar)
        mkdir scores
        tar --extract --auto-compress --file "$scores" --directory scores
        if [ "$(find scores -type f | wc -l)" -ne 1 ]; then
          echo "ERROR: expected exactly 1 file in $scores" >&2
          exit 1
        fi
        scores=$(find scores -type f)
        ;;
    esac

    # The program takes the ids from Modified_ID. Before the header there may be lines that begin with #.
    awk -F '\t' -v OFS='\t' -v ids='~{id_col}' '
      !header && !/^#/ && (header = 1) && ids != "Modified_ID" { for (i = 1; i <= NF; i++) if ($i == ids) $i = "Modified_ID"; else if ($i == "Modified_ID") $i = "other_ids" }
      { print }' "$scores" |
      virnucpro contigs - --group-by '~{id_pattern}' --sort natural --min-chunks ~{min_chunks} \
        --min-viral-prop ~{min_viral_prop} --min-nonviral-prop ~{min_nonviral_prop} -o "~{out_filename}" --force
  >>>

  output {
    File contig_classifications = "~{out_filename}"
  }

  runtime {
    docker: docker
    memory: "2 GB"
    cpu: 1
    disks: "local-disk ~{disk_size} HDD"
    disk: "~{disk_size} GB"
    dx_instance_type: "mem1_ssd1_v2_x2"
    preemptible: 2
    maxRetries: 2
  }
}
