using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>Every command of the program. A new one, of one word or two, is a line here and an options class.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<CommandDescription> All { get; } =
    [
        Describe<PredictVerb>(
            "Cuts every sequence of INPUT into chunks, translates each chunk in all six reading frames, and lets DNABERT-S (DNA), ESM-2 (protein) and a classifier decide whether the chunk is viral. Chunks without an open reading frame get no verdict.",
            "prediction_results_highestscore.csv has one row a chunk with its verdict, prediction_results.txt one row a reading frame. Both hold tab-separated columns.",
            ("Call the contigs of an assembly:", "virnucpro predict contigs.fasta --models models -o results"),
            ("Short reads, on the second graphics card:", "virnucpro predict reads.fa --models models -m 300 -d cuda:1"),
            ("A compressed file:", "zcat contigs.fa.gz | virnucpro predict - --models models -o results"),
            ("A classifier of your own:", "virnucpro predict a.fa --models models -m custom -p my.safetensors -e 400")),
        Describe<EmbedVerb>(
            "Computes what the classifier of 'virnucpro predict' sees of a sequence: the mean of the encoder's last layer, over the residues for ESM-2 and over all tokens for DNABERT-S.",
            null,
            ("Proteins:", "virnucpro embed --encoder esm2 --models models proteins.fa -o proteins.npy"),
            ("Read the result in Python:", "numpy.load(\"proteins.npy\")")),
        Describe<ModelsDemoVerb>(
            "Writes small models with random numbers, always the same ones, in the formats of the real models. The whole program runs with them anywhere, but their verdicts have no biological meaning, and every result says so.",
            null,
            ("Make them, then use them:", "virnucpro models demo -o demo-models"),
            (null, "virnucpro predict contigs.fasta --models demo-models")),
        Describe<DevicesVerb>(
            "Shows each device by the name that 'virnucpro predict -d' takes, its memory, the precision that a run chooses there by itself, and the libtorch in use.",
            null,
            ("Is the graphics card found?", "virnucpro devices"),
            ("With a CUDA build of libtorch:", "virnucpro devices --libtorch /opt/libtorch")),
    ];

    private static CommandDescription Describe<TVerb>(
        string purpose, string? output, params (string? Intent, string CommandLine)[] examples)
        where TVerb : Verb
    {
        var verb = (VerbAttribute)Attribute.GetCustomAttribute(typeof(TVerb), typeof(VerbAttribute))!;
        return new CommandDescription(verb.Name, verb.HelpText, typeof(TVerb), purpose, output, examples);
    }
}
