using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Tests.Options;

public sealed class CommandLineReaderTests
{
    private static readonly CommandLineReader Reader = new(_ => null);

    [Fact]
    public void PredictPassesEveryOptionOn()
    {
        var options = ReadPredict(
            "in.fa", "-o", "out", "--models", "m", "-m", "custom", "-p", "c.safetensors", "-e", "400", "-d", "cuda:1",
            "--gpus", "0,1", "--precision", "fp16", "--dnabert-batch-size", "1024", "--esm-batch-size", "2048", "-b", "7",
            "-t", "3", "-k", "-f", "--no-progress", "--v1-baseline-seconds", "12.5", "--libtorch", "lt", "-v", "--log-file", "l",
            "--shard-chunks", "64", "--min-chunks", "3", "--min-viral-prop", "0.2", "--min-nonviral-prop", "1",
            "--viral-fasta", "v.fa", "--write-nonviral", "n.fa", "--viral-regions", "r.fa");

        Assert.Equal(["in.fa"], options.InputPaths);
        Assert.Equal("out", options.OutputDirectory);
        Assert.Equal("m", options.ModelsDirectory);
        Assert.Equal("c.safetensors", options.ClassifierPath);
        Assert.Equal(400, options.ExpectedLengthBp);
        Assert.Equal("cuda:1", options.Compute.Device);
        Assert.Equal([0, 1], options.Compute.Gpus);
        Assert.Equal("fp16", options.Compute.Precision);
        Assert.Equal(1024, options.Compute.DnabertBatchTokens);
        Assert.Equal(2048, options.Compute.EsmBatchTokens);
        Assert.Equal(3, options.Compute.Threads);
        Assert.Equal("lt", options.Compute.LibtorchDirectory);
        Assert.Equal(7, options.ClassifierBatchRows);
        Assert.True(options.KeepIntermediate);
        Assert.True(options.Force);
        Assert.False(options.Resume);
        Assert.Equal(64, options.ShardChunks);
        Assert.Equal(new SequenceFileNames { Viral = "v.fa", Nonviral = "n.fa", ViralRegions = "r.fa" }, options.SequenceFiles);
        Assert.Equal(new ContigRules { MinChunks = 3, MinViralProportion = 0.2, MinNonviralProportion = 1 }, options.ContigRules);
        Assert.Equal(12.5, options.BaselineSeconds);
    }

    [Fact]
    public void PredictLeavesDefaultsToThePipeline()
    {
        var options = ReadPredict("in.fa", "--models", "m");

        Assert.Equal(
            new PredictOptions { InputPaths = options.InputPaths, ModelsDirectory = "m", Compute = options.Compute },
            options);
        Assert.Equal(["in.fa"], options.InputPaths);
        Assert.Equal(new ComputeOptions { Gpus = options.Compute.Gpus }, options.Compute);
        Assert.Empty(options.Compute.Gpus);
    }

    [Fact]
    public void RunCanBeContinued() => Assert.True(ReadPredict("in.fa", "--models", "m", "--resume").Resume);

    [Theory]
    [InlineData("data/contigs.fasta", "contigs_virnucpro")]
    [InlineData("-", "stdin_virnucpro")]
    [InlineData("reads.v2.fastq.gz", "reads.v2_virnucpro")]
    [InlineData("reads.BAM", "reads_virnucpro")]
    [InlineData("sample.2024.gz", "sample.2024_virnucpro")]
    [InlineData("a.fna.zst", "a_virnucpro")]
    public void ResultsFolderIsNamedAfterTheInput(string input, string directory) =>
        Assert.Equal(directory, ReadPredict(input, "--models", "m").ResultsDirectory);

    [Theory]
    [InlineData(300, "-m", "300")]
    [InlineData(500, "-m", "500")]
    [InlineData(500)]
    [InlineData(300, "-e", "300")]
    [InlineData(500, "-m", "500", "-e", "500")]
    [InlineData(400, "-e", "400", "-p", "c.safetensors")]
    public void ChunkLengthIsThatOfTheTypeOrTheOneAskedFor(int lengthBp, params string[] options) =>
        Assert.Equal(lengthBp, ReadPredict(["in.fa", "--models", "m", .. options]).ExpectedLengthBp);

    [Theory]
    [InlineData("-")]
    [InlineData("--models", "m", "-")]
    [InlineData("--models=m", "--", "-")]
    public void LoneDashIsStandardInput(params string[] arguments)
    {
        string[] models = arguments.Length == 1 ? ["--models", "m"] : [];
        Assert.Equal(["-"], ReadPredict([.. arguments, .. models]).InputPaths);
    }

    [Theory]
    [InlineData("a.fa", "-", "b.bam", "--models", "m", "-q")]
    [InlineData("a.fa", "--models", "m", "-q", "-", "b.bam")]
    [InlineData("-q", "a.fa", "-", "--models", "m", "b.bam")]
    public void SeveralInputsKeepTheirOrder(params string[] arguments)
    {
        var options = ReadPredict(arguments);

        Assert.Equal(["a.fa", "-", "b.bam"], options.InputPaths);
        Assert.True(options.ReadsStandardInput);
        Assert.Equal("a_virnucpro", options.ResultsDirectory);
    }

    [Fact]
    public void EmbedPassesEveryOptionOn()
    {
        var options = Assert.IsType<EmbedVerb>(
            Reader.Read(["embed", "--encoder", "esm2", "--models", "m", "p.fa", "-o", "p.npy", "-f", "-d", "cpu"])).ToOptions();

        Assert.Equal("esm2", options.Encoder);
        Assert.Equal("m", options.ModelsDirectory);
        Assert.Equal(["p.fa"], options.InputPaths);
        Assert.Equal("p.npy", options.OutputPath);
        Assert.Equal("cpu", options.Compute.Device);
        Assert.True(options.Force);
    }

    [Fact]
    public void ContigsPassesEveryOptionOn()
    {
        Assert.Equal(
            new ContigCallOptions
            {
                ScoresPath = "s.csv",
                OutputPath = "c.tsv",
                Rules = new() { MinChunks = 3, MinViralProportion = 0.2, MinNonviralProportion = 1 },
                GroupBy = "(a)",
                NaturalOrder = true,
                Force = true,
            },
            Read<ContigsVerb>(
                "contigs", "s.csv", "-o", "c.tsv", "--min-chunks", "3", "--min-viral-prop", "0.2", "--min-nonviral-prop", "1", "--group-by", "(a)",
                "--sort", "natural", "-f").ToOptions());
        Assert.Equal(new ContigCallOptions { ScoresPath = "-" }, Read<ContigsVerb>("contigs", "-").ToOptions());
    }

    [Fact]
    public void ImportPassesEveryOptionOn()
    {
        var verb = Read<ModelsImportVerb>(
            "models", "import", "--esm2", "e.pt", "--dnabert-s", "d", "--classifier", "c.pth", "-e", "300", "-o", "m", "--dtype", "fp16",
            "-f", "--no-progress");

        Assert.Equal(
            new ImportOptions
            {
                Esm2Path = "e.pt",
                DnabertPath = "d",
                ClassifierPath = "c.pth",
                ExpectedLengthBp = 300,
                OutputDirectory = "m",
                HalfPrecision = true,
                Force = true,
            },
            verb.ToOptions());
        Assert.True(verb.NoProgress);
        Assert.Equal(
            new ImportOptions { ClassifierPath = "c.pth", OutputDirectory = "m" },
            Read<ModelsImportVerb>("models", "import", "--classifier", "c.pth", "-o", "m").ToOptions());
    }

    [Fact]
    public void FetchPassesEveryOptionOn()
    {
        var options = Read<ModelsFetchVerb>(
            "models", "fetch", "-o", "m", "--parts", "esm2,classifier", "--mirror", "https://host/path", "--dtype", "fp16", "-f").ToOptions();

        Assert.Equal(["esm2", "classifier"], options.Parts);
        Assert.Equal(
            new FetchOptions { OutputDirectory = "m", Mirror = new("https://host/path"), Parts = options.Parts, HalfPrecision = true, Force = true },
            options);
    }

    [Fact]
    public void VerifyPassesEveryOptionOn()
    {
        var options = Read<ModelsVerifyVerb>("models", "verify", "m", "--reference", "r", "-d", "cpu").ToOptions();

        Assert.Equal(("m", "r", "cpu"), (options.ModelsDirectory, options.ReferenceDirectory, options.Compute.Device));
    }

    [Fact]
    public void CheckpointIsLookedAtByItsFolder()
    {
        Assert.Equal("d", Read<CheckpointInspectVerb>("checkpoint", "inspect", "d").Input);
        Assert.Equal("d", Read<CheckpointVerifyVerb>("checkpoint", "verify", "d").Input);
    }

    [Fact]
    public void CommandOfTwoWordsIsFound() =>
        Assert.Equal("d", Assert.IsType<ModelsDemoVerb>(Reader.Read(["models", "demo", "-o", "d"])).OutputDirectory);

    [Theory]
    [InlineData("", false)]
    [InlineData("", true, "--help")]
    [InlineData("", true, "-h")]
    [InlineData("", true, "help")]
    [InlineData("predict", true, "help", "predict")]
    [InlineData("predict", true, "predict", "--help")]
    [InlineData("predict", true, "predict", "in.fa", "-h")]
    [InlineData("models", false, "models")]
    [InlineData("models", true, "models", "--help")]
    [InlineData("models", true, "help", "models")]
    [InlineData("models demo", true, "help", "models", "demo")]
    [InlineData("models demo", true, "models", "demo", "--help")]
    public void HelpIsFound(string topic, bool asked, params string[] arguments) =>
        Assert.Equal(new HelpRequest(topic, asked), Reader.Read(arguments));

    [Theory]
    [InlineData("bench", "--shape", "esm2-8m", "--shape=dnabert-s", "--tokens", "9")]
    [InlineData("bench", "--tokens", "9", "--shape", "esm2-8m,dnabert-s")]
    public void AListIsGivenAtOnceOrOneByOne(params string[] arguments)
    {
        var options = Read<BenchVerb>(arguments).ToOptions();

        Assert.Equal(["esm2-8m", "dnabert-s"], options.Shapes);
        Assert.Equal(9, options.Tokens);
    }

    [Theory]
    [InlineData("there is no command 'perdict'; did you mean predict?", "perdict", "in.fa")]
    [InlineData("there is no command 'models remo'; did you mean models demo?", "models", "remo")]
    [InlineData("there is no command 'me'", "help", "me")]
    [InlineData("unknown option --models; options follow a command, such as predict", "--models", "m")]
    [InlineData("unknown option --modls; did you mean --models?", "predict", "in.fa", "--models", "m", "--modls", "m")]
    [InlineData("unknown option -x", "predict", "in.fa", "--models", "m", "-x")]
    [InlineData("--models is missing", "predict", "in.fa")]
    [InlineData("INPUT is missing", "predict", "--models", "m")]
    [InlineData("--threads needs a value", "predict", "in.fa", "--models", "m", "--threads")]
    [InlineData("--output-dir needs a value", "predict", "in.fa", "--models", "m", "-o")]
    [InlineData("--output-dir needs a value", "predict", "in.fa", "--models", "m", "-o", "")]
    [InlineData("--models needs a value", "predict", "in.fa", "--models=")]
    [InlineData("INPUT needs a value", "predict", "", "--models", "m")]
    [InlineData("--threads takes a number, not 'many'", "predict", "in.fa", "--models", "m", "-t", "many")]
    [InlineData("--device is given twice", "predict", "in.fa", "--models", "m", "-d", "cpu", "-d", "cpu")]
    [InlineData("INPUT needs a value", "predict", "a.fa", "", "--models", "m")]
    [InlineData("unexpected argument 'x'", "devices", "x")]
    [InlineData("-v (more messages) and -q (errors only) exclude each other", "devices", "-v", "-q")]
    [InlineData("--model-type takes 500, 300 or custom, not '400'; did you mean 500?", "predict", "in.fa", "--models", "m", "-m", "400")]
    [InlineData("--resume (continue a run) and --force (start over) exclude each other", "predict", "in.fa", "--models", "m", "--resume", "-f")]
    [InlineData("--shard takes a part and the number of parts, such as 3/8, not '9/8'", "predict", "in.fa", "--models", "m", "--shard", "9/8")]
    [InlineData(
        "a part of a run (--shard) writes no files of sequences: give --keep-intermediate, --viral-fasta, --write-nonviral and --viral-regions to 'virnucpro merge'",
        "predict", "in.fa", "--models", "m", "--shard", "1/8", "-k")]
    [InlineData("--shard-chunks takes a number of 1 or more, not 0", "predict", "in.fa", "--models", "m", "--shard-chunks", "0")]
    [InlineData("--min-viral-prop takes a number, not 'some'", "predict", "in.fa", "--models", "m", "--min-viral-prop", "some")]
    [InlineData("SCORES.csv is missing", "contigs")]
    [InlineData("--sort takes input or natural, not 'id'", "contigs", "s.csv", "--sort", "id")]
    [InlineData("there is no command 'fetch'; did you mean models fetch?", "fetch", "-o", "m")]
    [InlineData("there is no command 'model fetch'; did you mean models fetch?", "help", "model", "fetch")]
    [InlineData("there is no command 'frobnicate'", "frobnicate")]
    [InlineData("unknown option --frobnicate", "predict", "in.fa", "--models", "m", "--frobnicate")]
    [InlineData("--precision takes auto, fp32, fp16 or bf16, not 'pf16'; did you mean fp16?", "predict", "in.fa", "--models", "m", "--precision", "pf16")]
    [InlineData("--encoder takes esm2 or dnabert-s, not 'dnaberts'; did you mean dnabert-s?", "embed", "p.fa", "--models", "m", "-o", "p.npy", "--encoder", "dnaberts")]
    [InlineData("--shape takes esm2-3b, esm2-650m, esm2-8m or dnabert-s, not 'esm2-9m'; did you mean esm2-8m?", "bench", "--shape", "esm2-8m,esm2-9m")]
    [InlineData("--shape needs a value", "bench", "--shape", "esm2-8m", "--shape")]
    [InlineData("--force takes true or false, not 'maybe'", "predict", "in.fa", "--models", "m", "--force=maybe")]
    [InlineData("--force is given twice", "predict", "in.fa", "--models", "m", "-kf", "--force=false")]
    [InlineData("PATH is missing", "models", "inspect")]
    [InlineData("DIR is missing", "models", "verify")]
    [InlineData("DIR needs a value", "models", "verify", "")]
    [InlineData("DIR is missing", "checkpoint", "inspect")]
    [InlineData("DIR is missing", "checkpoint", "verify")]
    [InlineData("there is no command 'checkpoint repair'", "checkpoint", "repair", "d")]
    [InlineData("--output-dir is missing", "models", "import", "--esm2", "e.pt")]
    [InlineData("nothing to import: name --esm2, --dnabert-s or --classifier", "models", "import", "-o", "m")]
    [InlineData("--dtype takes keep or fp16, not 'fp8'", "models", "import", "--esm2", "e.pt", "-o", "m", "--dtype", "fp8")]
    [InlineData("--mirror takes an http or https address, not 'ftp://host'", "models", "fetch", "-o", "m", "--mirror", "ftp://host")]
    [InlineData("-m custom needs the classifier's file (-p FILE) and its chunk length (-e BASES)", "predict", "in.fa", "--models", "m", "-m", "custom", "-e", "400")]
    [InlineData("-m 300 means chunks of 300 bases, but -e says 500", "predict", "in.fa", "--models", "m", "-m", "300", "-e", "500")]
    public void MistakeIsNamed(string message, params string[] arguments) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Reader.Read(arguments)).Message);

    [Theory]
    [InlineData("0,")]
    [InlineData("a")]
    [InlineData("-1")]
    public void ListOfCardsMustHoldNumbers(string gpus)
    {
        var exception = Assert.Throws<UsageException>(() => ReadPredict("in.fa", "--models", "m", "--gpus", gpus));

        Assert.Contains($"not '{gpus}'", exception.Message, StringComparison.Ordinal);
    }

    private static PredictOptions ReadPredict(params string[] arguments) => Read<PredictVerb>(["predict", .. arguments]).ToOptions();

    private static TVerb Read<TVerb>(params string[] arguments) => Assert.IsType<TVerb>(Reader.Read(arguments));
}
