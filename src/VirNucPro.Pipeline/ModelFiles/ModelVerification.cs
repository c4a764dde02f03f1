using VirNucPro.Models.Verification;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Checks a models folder: structure, shapes, hashes, and for the published weights the scores and embeddings that the Python program gives.</summary>
public static class ModelVerification
{
    /// <summary>Makes all checks; one that fails does not end the others.</summary>
    /// <param name="options">What to check.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told a few times a second; null for none.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <exception cref="RunFailedException">There is no such folder (<see cref="FailureKind.InputMissing"/>), or the reference's sequences can't be read or computed; nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static VerificationReport Execute(
        VerificationOptions options, TimeProvider time, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        Execute(options, LibtorchModels.Open, time, progress, cancellation);

    internal static VerificationReport Execute(
        VerificationOptions options,
        Func<string, ComputeOptions, IModelSource> openModels,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.ModelsDirectory, () =>
        {
            if (!Directory.Exists(options.ModelsDirectory))
            {
                throw new RunFailedException(FailureKind.InputMissing, $"There is no folder {options.ModelsDirectory}. Give the models folder that 'virnucpro models import' made.");
            }

            var inputs = options.ReferenceDirectory is { } directory
                ? ReferenceCase.All
                    .Select(reference => (Case: reference, InputPath: reference.FindInput(directory), Embeddings: ReferenceEmbeddings.Find(directory, reference.Name)))
                    .ToArray()
                : [];
            var hashing = progress is null
                ? null
                : new ForwardedProgress<double, RunProgress>(progress, share => new RunProgress("Checking hashes", share, 0, 0, 0));
            var report = FolderVerification.Run(options.ModelsDirectory, hashing, cancellation);
            List<VerificationCheck> checks = [.. report.Checks.Select(Translate)];
            if (WhyNoReference(options, report) is { } reason)
            {
                checks.Add(new(ReferenceCheck.Part, "labels, scores, embeddings", VerificationOutcome.NotRun, reason));
            }
            else
            {
                var check = new ReferenceCheck(options, openModels, time, progress);
                checks.AddRange(inputs.SelectMany(input => check.Run(input.Case, input.InputPath, input.Embeddings, cancellation)));
            }

            return new VerificationReport(checks);
        }, FailureKind.BadInput);
    }

    private static string? WhyNoReference(VerificationOptions options, FolderReport report)
    {
        if (report.WhyNotReal is { } difference)
        {
            return $"these are not the weights that VirNucPro was published with: {difference}";
        }

        return report.Checks.Any(check => check.Outcome == CheckOutcome.Failed)
            ? "a check above failed"
            : options.ReferenceDirectory is null
                ? "not compared, though the weights have the published sizes: --reference DIR with the Python program's sequences, and with its embeddings where you have them, tells whether they give its figures"
                : null;
    }

    private static VerificationCheck Translate(ModelCheck check) => new(
        check.Part,
        check.Subject,
        check.Outcome switch
        {
            CheckOutcome.Passed => VerificationOutcome.Passed,
            CheckOutcome.Failed => VerificationOutcome.Failed,
            _ => VerificationOutcome.NotRun,
        },
        check.Detail);
}
