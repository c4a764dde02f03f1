using Microsoft.Extensions.Logging;

namespace VirNucPro.Cli.Messages;

/// <summary>What the program itself says, to the user and to the log.</summary>
internal static partial class ProgramEvents
{
    [LoggerMessage(LogLevel.Debug, "virnucpro {Version} started as: {CommandLine}")]
    public static partial void Started(this ILogger log, string version, string commandLine);

    [LoggerMessage(LogLevel.Debug, "{Runtime} on {System}, {Architecture}; {Processors} processors, {Memory} of memory; working in {Directory}")]
    public static partial void Surroundings(
        this ILogger log, string runtime, string system, string architecture, int processors, string memory, string directory);

    [LoggerMessage(LogLevel.Debug, "Options set: {Settings}")]
    public static partial void OptionsSet(this ILogger log, string settings);

    [LoggerMessage(LogLevel.Debug, "Options with their defaults: {Settings}")]
    public static partial void OptionsLeft(this ILogger log, string settings);

    [LoggerMessage(LogLevel.Debug, "Proxy: {Variables}")]
    public static partial void ProxyIsSet(this ILogger log, string variables);

    [LoggerMessage(LogLevel.Information, "{ViralChunks:N0} of {Chunks:N0} chunks called viral; results in {Directory}/")]
    public static partial void Predicted(this ILogger log, long viralChunks, long chunks, string directory);

    [LoggerMessage(LogLevel.Information, "Part {Number} of {Count} is done: {Chunks:N0} chunks, saved in {Directory}/. When all parts are done: virnucpro merge DIR... -o RESULTS")]
    public static partial void PartPredicted(this ILogger log, int number, int count, long chunks, string directory);

    [LoggerMessage(LogLevel.Information, "{Viral:N0} of {Sequences:N0} sequences called viral ({Sure:N0} with high confidence)")]
    public static partial void SequencesCalled(this ILogger log, long viral, long sequences, long sure);

    [LoggerMessage(LogLevel.Information, "{Rows:N0} called: {Viral:N0} viral ({Sure:N0} with high confidence), {Nonviral:N0} non-viral, {Ambiguous:N0} ambiguous")]
    public static partial void ContigsCalled(this ILogger log, long rows, long viral, long sure, long nonviral, long ambiguous);

    [LoggerMessage(LogLevel.Warning, "{Count:N0} sequence(s) have no match for --group-by '{Pattern}'; each is called by itself.")]
    public static partial void SequencesUngrouped(this ILogger log, long count, string pattern);

    [LoggerMessage(LogLevel.Information, "Nothing to do: {Directory}/ holds the results of this input and these models already.")]
    public static partial void AlreadyPredicted(this ILogger log, string directory);

    [LoggerMessage(LogLevel.Information, "Written again: {Files}")]
    public static partial void WrittenAgain(this ILogger log, string files);

    [LoggerMessage(LogLevel.Warning, "These verdicts come from demo models and have no biological meaning.")]
    public static partial void PredictedByDemoModels(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "{Count} sequence(s) got no score for a reading frame: {Ids}. To compute them again, add --resume.")]
    public static partial void SequencesFailed(this ILogger log, int count, string ids);

    [LoggerMessage(LogLevel.Warning, "{Count} sequences could not be embedded, their rows are NaN: {Ids}")]
    public static partial void SequencesNotEmbedded(this ILogger log, int count, string ids);

    [LoggerMessage(LogLevel.Information, "{Rows:N0} embeddings of width {Width} in {OutputPath}{Ids}")]
    public static partial void Embedded(this ILogger log, long rows, int width, string outputPath, string ids);

    [LoggerMessage(LogLevel.Warning, "These embeddings come from demo models and have no biological meaning.")]
    public static partial void EmbeddedByDemoModels(this ILogger log);

    [LoggerMessage(LogLevel.Error, "'virnucpro predict' would refuse this input: {Problem}")]
    public static partial void InputRefused(this ILogger log, string problem);

    [LoggerMessage(LogLevel.Warning, "{Difference}")]
    public static partial void ComparisonIsLimited(this ILogger log, string difference);

    [LoggerMessage(LogLevel.Information, "Demo models are in {Directory}/. To use them: virnucpro predict INPUT --models {Models}")]
    public static partial void DemoModelsWritten(this ILogger log, string directory, string models);

    [LoggerMessage(LogLevel.Warning, "Demo models hold random numbers: what they say about a sequence has no biological meaning.")]
    public static partial void DemoModelsMeanNothing(this ILogger log);

    [LoggerMessage(LogLevel.Information, "{Part} from {Sources} ({Size}), fingerprint {Fingerprint}")]
    public static partial void PartImported(this ILogger log, string part, string sources, string size, string fingerprint);

    [LoggerMessage(LogLevel.Information, "The models are in {Directory}/. To use them: virnucpro predict INPUT --models {Models}")]
    public static partial void ModelsImported(this ILogger log, string directory, string models);

    [LoggerMessage(LogLevel.Information, "The models are in {Directory}/. To check them: virnucpro models verify {Models}")]
    public static partial void ModelsFetched(this ILogger log, string directory, string models);

    [LoggerMessage(LogLevel.Information, "{Frames} frames of {Sequences} sequence(s) are recorded in {Path}")]
    public static partial void SnapshotCreated(this ILogger log, long frames, long sequences, string path);

    [LoggerMessage(LogLevel.Error, "This is not what the snapshot holds: {Failure}")]
    public static partial void SnapshotDiffers(this ILogger log, string failure);

    [LoggerMessage(LogLevel.Error, "{Failed} of {Count} checks of {Directory} failed")]
    public static partial void VerificationFailed(this ILogger log, int failed, int count, string directory);

    [LoggerMessage(LogLevel.Information, "{File} is written. To use it, add --config {Quoted} or set VIRNUCPRO_CONFIG")]
    public static partial void ConfigurationWritten(this ILogger log, string file, string quoted);

    [LoggerMessage(LogLevel.Information, "The picture is in {Path}")]
    public static partial void Plotted(this ILogger log, string path);

    [LoggerMessage(LogLevel.Warning, "The run has not finished: the picture shows what it has saved so far.")]
    public static partial void PlottedInPart(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "Stopped before the end.")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(LogLevel.Information, "To continue: {CommandLine}")]
    public static partial void CanBeContinued(this ILogger log, string commandLine);

    [LoggerMessage(LogLevel.Error, "{Reason}{Pointer}")]
    public static partial void Failed(this ILogger log, Exception exception, string reason, string pointer);

    [LoggerMessage(LogLevel.Error, "Unexpected failure: {Reason}{Details}")]
    public static partial void FailedUnexpectedly(this ILogger log, Exception exception, string reason, string details);
}
