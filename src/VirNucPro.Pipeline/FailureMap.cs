using VirNucPro.Models;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline;

/// <summary>The one place that says which kind of failure an exception is.</summary>
internal static class FailureMap
{
    // errno ENOSPC and EDQUOT, which .NET passes on as they are.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Runs something; whatever it throws, but for cancellation, leaves as a <see cref="RunFailedException"/>.</summary>
    /// <param name="target">The folder or file that results go to, for messages.</param>
    /// <param name="run">What to run.</param>
    /// <param name="modelFailure">What a damaged model is: a means of the run, or where models are the input, bad input.</param>
    public static T Guard<T>(string target, Func<T> run, FailureKind modelFailure = FailureKind.Unavailable)
    {
        try
        {
            return run();
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (RunFailedException)
        {
            throw;
        }
#pragma warning disable CA1031 // The facade's promise: nothing else gets out.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            throw Translate(failure, target, modelFailure);
        }
    }

    private static RunFailedException Translate(Exception failure, string target, FailureKind modelFailure) =>
        (failure as SequenceFailureException)?.InnerException switch
        {
            null => Translate(failure, failure.Message, target, modelFailure),
            { } inner => Translate(inner, failure.Message, target, modelFailure),
        };

    private static RunFailedException Translate(
        Exception cause, string message, string target, FailureKind modelFailure) => cause switch
    {
        SequenceFormatException or TokenizationException => new(FailureKind.BadInput, message, cause),
        ModelException => new(modelFailure, message, cause),
        DeviceMemoryException => new(
            FailureKind.OutOfMemory, $"{message} Use a device with more memory, or a lower precision (--precision).", cause),
        DeviceFailedException => new(FailureKind.General, $"No device is left to compute on: {message}", cause),
        OutOfMemoryException => new(
            FailureKind.OutOfMemory, $"The machine's memory is used up: {message} Close other programs or use a larger machine.", cause),
        IOException { HResult: NoSpaceLeft or QuotaExceeded } => new(
            FailureKind.InputOutput, $"No space left on device while writing to {target}. Free some, or write elsewhere (-o).", cause),
        IOException => new(FailureKind.InputOutput, $"Reading or writing failed: {message}", cause),
        UnauthorizedAccessException => new(
            FailureKind.InputOutput, $"No permission: {message} Results go to {target}; -o names another place.", cause),
        _ => new(FailureKind.General, $"An error inside VirNucPro: {cause.GetType().Name}: {message}", cause),
    };
}
