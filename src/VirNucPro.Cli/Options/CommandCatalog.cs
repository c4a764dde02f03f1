using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>Every command of the program. A new one, of one word or two, is a line here and an options class.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<CommandDescription> All { get; } =
    [
        Describe<PredictVerb>(
            "Cuts every sequence of INPUT into chunks, translates each chunk in all six reading frames, and lets DNABERT-S (DNA), ESM-2 (protein) and a classifier decide whether the chunk is viral. Chunks without an open reading frame get no verdict.",
            "contigs.tsv has one row a sequence with its call, prediction_results_highestscore.csv one row a chunk with its verdict, prediction_results.txt one row a reading frame. All hold tab-separated columns. viral.fasta has the sequences called viral, as they came and in input order. report.html shows it all; summary.json tells it to programs.",
            ("Call the contigs of an assembly:", "virnucpro predict contigs.fasta --models models -o results"),
            ("Short reads, on the second graphics card:", "virnucpro predict reads.fa --models models -m 300 -d cuda:1"),
            ("Go on after a power cut, or start if there is nothing yet:", "virnucpro predict contigs.fasta --models models -o results --resume"),
            ("Both mates of paired reads:", "virnucpro predict reads_1.fq.gz reads_2.fq.gz --models models -m 300"),
            ("The reads of a region:", "samtools view -b a.bam chr1 | virnucpro predict - --models models"),
            ("A classifier of your own:", "virnucpro predict a.fa --models models -m custom -p my.safetensors -e 400")),
        Describe<ValidateVerb>(
            "Reads the input to its end as 'virnucpro predict' would and tells what that would do with it: sequences that are empty, too short or have an id that occurs before, letters that are no nucleotides, and the chunks, reading frames and tokens to compute with the classifiers for 300 and for 500 bases. Writes no file.",
            null,
            ("Will it go through?", "virnucpro validate contigs.fasta"),
            ("How long will it take?", "virnucpro validate reads_1.fq.gz reads_2.fq.gz --models models"),
            ("For a program:", "virnucpro validate contigs.fasta --json | jq .warnings")),
        Describe<MergeVerb>(
            "Makes one run of the parts that 'virnucpro predict --shard I/N' has computed, on one machine or many. It checks that every part is there once, finished, undamaged, and made from the same input and models with the same options; then it writes the result files, which are byte for byte those of a run that was not divided. The input is read once more, to compare it with what the parts saw and to write the called sequences. No model is needed.",
            "The same files as 'virnucpro predict' writes. The parts stay as they are.",
            ("After the parts are done:", "virnucpro merge part1 part2 part3 -o results"),
            ("The input has moved:", "virnucpro merge part1 part2 part3 -o results --input /data/contigs.fasta")),
        Describe<ContigsVerb>(
            "Weighs the chunk scores of each sequence into one call (Viral, Non-viral, Ambiguous) and a tier that says how far to trust it: high_confidence, moderate_confidence, low_confidence, review. 'virnucpro predict' writes the same table as contigs.tsv; this command applies other rules to a finished run, or the rules to the scores of another program.",
            "A tab-separated table with the columns ID, call, tier, weighted_delta, n_chunks, n_confident_viral, n_confident_nonviral, n_ambiguous, viral_proportion, nonviral_proportion. How many got each call goes to standard error.",
            ("Stricter about tiers than the run was:", "virnucpro contigs prediction_results_highestscore.csv --min-chunks 10"),
            ("Contigs of SPAdes, by number:", "virnucpro contigs scores.csv --group-by '(NODE_\\d+)' --sort natural")),
        Describe<PlotVerb>(
            "Draws what the report of a run shows: how many chunks have which virus score, how many sequences of which length have which call, or the scores of one sequence's chunks along it. RESULTS is the output folder of 'virnucpro predict', or a table of chunk scores (prediction_results_highestscore.csv), also another program's. A table has no lengths, so there are no calls by length, and a track runs along chunk numbers.",
            null,
            ("The distribution of scores:", "virnucpro plot results -o scores.png"),
            ("One contig, as vectors for a paper:", "virnucpro plot results --contig NODE_12 -o node12.svg"),
            ("Calls by length, for a slide:", "virnucpro plot results --kind lengths --size 1920x1080 -o lengths.png")),
        Describe<EmbedVerb>(
            "Computes what the classifier of 'virnucpro predict' sees of a sequence: the mean of the encoder's last layer, over the residues for ESM-2 and over all tokens for DNABERT-S.",
            "The array is called 'embeddings' in HDF5 and safetensors; both also say which encoder, weights (SHA-256), pooling and version of this program made it. In HDF5 the ids are the dataset 'ids'.",
            ("Proteins:", "virnucpro embed --encoder esm2 --models models proteins.fa -o proteins.npy"),
            ("Read the result in Python:", "numpy.load(\"proteins.npy\")"),
            ("DNA, with the ids in the same file:", "virnucpro embed --encoder dnabert-s --models models dna.fa -o dna.h5"),
            (null, "h5py.File(\"dna.h5\")[\"embeddings\"][:]")),
        Describe<CheckpointInspectVerb>(
            "Reads run.db, where a run of 'virnucpro predict' keeps what it has computed: whether it has finished, how many shards, chunks and frames are saved, which records of the input they cover, what the results depend on, and each session that worked on it. Changes nothing in the folder.",
            null,
            ("How far did it get?", "virnucpro checkpoint inspect results")),
        Describe<CheckpointVerifyVerb>(
            "Compares each saved shard with the checksum that was saved with it and, of a finished run, every byte of the result files with what run.db holds. Changes nothing in the folder: 'virnucpro predict --resume' computes damaged shards again.",
            null,
            ("Is everything as it was saved?", "virnucpro checkpoint verify results")),
        Describe<ModelsFetchVerb>(
            "Downloads DNABERT-S and ESM-2 3B from Hugging Face and the classifiers from VirNucPro's repository, about 12 GB, and imports them. A download that was cut off continues where it was; a file counts only when its size, and where the server tells it its SHA-256, are right. The proxy is taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
            null,
            ("Fetch everything, then check it:", "virnucpro models fetch -o models"),
            (null, "virnucpro models verify models"),
            ("Only the classifiers, from a mirror:", "virnucpro models fetch -o models --parts classifier --mirror https://host/")),
        Describe<ModelsImportVerb>(
            "Reads the files that fair-esm, Hugging Face and VirNucPro give out, safetensors or PyTorch's own format, and writes them as one models folder. Nothing that a file names as code is ever run. Parts can be imported one by one.",
            "models.json tells each part's source with its size and SHA-256, and the SHA-256 of every file written; 'virnucpro predict' quotes it, 'virnucpro models verify' checks it.",
            ("All three parts:", "virnucpro models import --esm2 esm2_t36_3B_UR50D.pt --dnabert-s DNABERT-S \\\n        --classifier 500_model.pth -o models"),
            ("One more classifier:", "virnucpro models import --classifier 300_model.pth -e 300 -o models"),
            ("In half the space:", "virnucpro models import --esm2 esm2 --dtype fp16 -o models")),
        Describe<ModelsInspectVerb>(
            "Lists every tensor with its type, shape and bytes, then the configuration and metadata found, and what the file names as code, which is refused and never run. Reads headers only, so a file of 12 GB takes no longer than a small one.",
            null,
            ("A checkpoint from an unknown source:", "virnucpro models inspect 500_model.pth"),
            ("The layers of ESM-2:", "virnucpro models inspect models/esm2 | grep layer.35")),
        Describe<ModelsVerifyVerb>(
            "Checks that each part is there, that each tensor has the shape that the configuration asks for (from the headers, so nothing is loaded), and that every file has the SHA-256 that the import recorded. For weights of the published sizes and with --reference, it also predicts the reference's sequences and compares labels and scores with the Python program's.",
            null,
            ("Are the files whole?", "virnucpro models verify models"),
            ("Do they give the Python program's scores?", "virnucpro models verify models --reference virnucpro-broad/tests/data")),
        Describe<ModelsDemoVerb>(
            "Writes small models with random numbers, always the same ones, in the formats of the real models. The whole program runs with them anywhere, but their verdicts have no biological meaning, and every result says so.",
            null,
            ("Make them, then use them:", "virnucpro models demo -o demo-models"),
            (null, "virnucpro predict contigs.fasta --models demo-models")),
        Describe<SnapshotCreateVerb>(
            "Runs the pipeline of 'virnucpro predict' in FP32, on every device, and records of each reading frame both embeddings, its tokens and its scores, of each chunk the verdict, and what all was made with: SHA-256 of weights, tokenizer, classifier and input, versions of the program and of libtorch, and the device.",
            "A safetensors file that also holds the input. Equal runs write equal bytes.",
            ("Before an update:", "virnucpro snapshot create contigs.fasta --models models -o a.snapshot")),
        Describe<SnapshotCompareVerb>(
            "Runs the input that a snapshot holds again, here and now, and compares embeddings by encoder and length, scores and calls. Ends with code 1 where a threshold is broken, and names the worst reading frame. Other models than the snapshot's are refused.",
            null,
            ("After an update:", "virnucpro snapshot compare a.snapshot --models models"),
            ("Does FP16 on a card give the same?", "virnucpro snapshot compare a.snapshot --models models -d cuda"),
            ("The differences as a picture:", "virnucpro snapshot compare a.snapshot --models models --plot a.png"),
            ("For a program:", "virnucpro snapshot compare a.snapshot --models models --json figures.json")),
        Describe<DevicesVerb>(
            "Shows each device by the name that 'virnucpro predict -d' takes, its memory, the precision that a run chooses there by itself, and the libtorch in use.",
            null,
            ("Is the graphics card found?", "virnucpro devices"),
            ("With a CUDA build of libtorch:", "virnucpro devices --libtorch /opt/libtorch")),
        Describe<BenchVerb>(
            "Measures, on one device, libtorch's plain matrix products at the encoders' sizes, then the encoders beside them, in turns: tokens a second, floating-point operations a second, and the time over that of the products alone. Then what one thread prepares a second, from FASTA to tokens, and the time to start. Weights and reads are random, so no model files are needed. --shape and --precision take several values, with commas between them or one after the other.",
            "The figures of an encoder are for all of its layers, also where only some ran. --json has the same figures, and --vs reads them.",
            ("Is it as fast as it should be?", "virnucpro bench"),
            ("The smallest encoder, in ten seconds:", "virnucpro bench --shape esm2-8m --layers 2"),
            ("Would bf16 help here?", "virnucpro bench --shape esm2-650m --precision fp32,bf16"),
            ("Before and after an update:", "virnucpro bench --json before.json"),
            (null, "virnucpro bench --vs before.json")),
        Describe<ConfigInitVerb>(
            "Writes a commented YAML file. Options at its top hold for every command that has them, options under the name of a command for that one. The file is read where --config or the variable VIRNUCPRO_CONFIG names it, and never unasked.",
            null,
            ("Make one, edit it, use it:", "virnucpro config init -o lab.yaml"),
            (null, "virnucpro predict contigs.fasta --config lab.yaml")),
        Describe<ConfigShowVerb>(
            "The command line counts before the variables VIRNUCPRO_..., these before the configuration file, and that before the default. Put 'config show' before a command line to see what it would run with.",
            null,
            ("What is set at all?", "virnucpro config show"),
            ("What would this run with?", "virnucpro config show predict contigs.fasta -t 8 --config lab.yaml")),
        Describe<CompletionVerb>(
            "The script knows every command, its options, and the values and kinds of files that they take. It is the same until the program is updated.",
            null,
            ("bash, in ~/.bashrc:", "source <(virnucpro completion bash)"),
            ("zsh, in ~/.zshrc after compinit:", "source <(virnucpro completion zsh)"),
            ("fish:", "virnucpro completion fish > ~/.config/fish/completions/virnucpro.fish")),
    ];

    private static CommandDescription Describe<TVerb>(
        string purpose, string? output, params (string? Intent, string CommandLine)[] examples)
        where TVerb : PlainVerb
    {
        var verb = (VerbAttribute)Attribute.GetCustomAttribute(typeof(TVerb), typeof(VerbAttribute))!;
        return new CommandDescription(verb.Name, verb.HelpText, typeof(TVerb), purpose, output, examples);
    }
}
