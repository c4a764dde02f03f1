using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Input;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Validation;

/// <summary>One run of <see cref="ValidationRun"/>.</summary>
internal sealed class ValidationJob(
    ValidationOptions options,
    Func<string, ComputeOptions, IModelSource> openModels,
    ILoggerFactory loggers,
    TimeProvider time,
    IProgress<RunProgress>? progress)
{
    private const int RecordsPerReport = 1024;

    // A third of a protein's letters are these, which no code of DNA uses; of DNA none is.
    private const string ProteinLetters = "EFILPQZefilpqz";
    private const double ProteinShare = 0.05;

    private static readonly SearchValues<byte> NucleotideCodes = SearchValues.Create("ACGTUNRYSWKMBDHVacgtunryswkmbdhv"u8);

    private readonly ILogger _log = loggers.CreateLogger("virnucpro.pipeline");
    private readonly MessageCollector _warnings = new();
    private readonly List<(FailureKind Kind, string Message)> _problems = [];
    private readonly FrameSample[] _samples = [new(300), new(500)];
    private readonly SortedDictionary<int, long> _lengths = [];
    private readonly long[] _letters = new long[byte.MaxValue + 1];
    private readonly NamedRecords _foreign = new();
    private long _sequences;
    private long _emptySequences;
    private long _renamedSequences;

    public ValidationReport Run(CancellationToken cancellation)
    {
        var request = DeviceRequest.Parse(options.Compute);
        using var models = options.ModelsDirectory is null
            ? null
            : openModels(options.ModelsDirectory, options.Compute with { Threads = request.ThreadsPerDevice });
        ReadInput(cancellation);
        if (_problems.Count > 0 && options.InputPaths.Count > 1)
        {
            FindProblemsOfOtherFiles(cancellation);
        }

        PaceMeasurement? measurement = null;
        RunDevices? devices = null;
        IReadOnlyList<MeasuredPace?> paces = [null, null];
        if (models is not null && _problems.Count == 0 && _samples.Any(sample => sample.Kept.Count > 0))
        {
            devices = request.Choose(models);
            measurement = new PaceMeasurement(options.Compute, models, devices, _log, time);
            paces = measurement.Measure(_samples, cancellation);
        }

        ExpectedWork[] work = [.. _samples.Zip(paces, (sample, pace) => sample.Describe(pace))];
        var lengths = SequenceLengths.Of(_lengths);
        var letters = LetterCounts.Of(_letters);
        return new ValidationReport
        {
            Inputs = options.InputPaths,
            Problems = [.. _problems.Select(problem => problem.Message)],
            Warnings = [.. _warnings.Messages, .. OwnWarnings(lengths, letters, work)],
            Sequences = _sequences,
            EmptySequences = _emptySequences,
            RenamedSequences = _renamedSequences,
            Lengths = lengths,
            Letters = letters,
            ExpectedWork = work,
            TimeBasis = measurement is null
                ? null
                : new TimeBasis(
                    devices!.Names, devices.PrecisionName, paces.OfType<MeasuredPace>().First().LoadingSeconds, measurement.SampledFrames, models!.IsDemo),
            Failure = _problems.Count == 0 ? null : _problems[0].Kind,
        };
    }

    private void ReadInput(CancellationToken cancellation)
    {
        SequenceInput? input = null;
        try
        {
            input = SequenceInput.Open(options.InputPaths, _warnings);
            var report = new ProgressReporter(progress, time, input.LengthBytes);
            foreach (var record in input.Read())
            {
                Add(record, input);
                if (input.Sequences % RecordsPerReport == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    report.Update(state => state with
                    {
                        Activity = "Reading",
                        Sequences = input.Sequences,
                        DoneFraction = input.LengthBytes is > 0 and { } length ? (double)record.EndOffset / length : null,
                    });
                }
            }
        }
        catch (SequenceFormatException failure)
        {
            _problems.Add((FailureKind.BadInput, failure.Message));
        }
        catch (RunFailedException failure) when (failure.Kind == FailureKind.InputMissing)
        {
            _problems.Add((failure.Kind, failure.Message));
        }
        finally
        {
            (_sequences, _emptySequences, _renamedSequences) =
                (input?.Sequences ?? 0, input?.EmptySequences ?? 0, input?.RenamedSequences ?? 0);
            input?.Dispose();
        }
    }

    private void Add(SequenceRecord record, SequenceInput input)
    {
        _lengths[record.LengthBp] = _lengths.GetValueOrDefault(record.LengthBp) + 1;
        foreach (var letter in record.Bases.Span)
        {
            _letters[letter]++;
        }

        if (record.Bases.Span.ContainsAnyExcept(NucleotideCodes))
        {
            _foreign.Add(() => $"'{record.Id}' ({input.DescribeRecord(record.Number)})");
        }

        foreach (var sample in _samples)
        {
            sample.Add(record);
        }
    }

    // A run ends at the first problem; with all of them told, the files need not be mended one by one.
    private void FindProblemsOfOtherFiles(CancellationToken cancellation)
    {
        foreach (var path in options.InputPaths.Where(path => !InputFile.IsStandardInput(path)))
        {
            try
            {
                using var file = InputFile.Open(path);
                while (file.Read() is not null)
                {
                    cancellation.ThrowIfCancellationRequested();
                }
            }
            catch (SequenceFormatException failure)
            {
                AddProblem(FailureKind.BadInput, failure.Message);
            }
            catch (RunFailedException failure)
            {
                AddProblem(failure.Kind, failure.Message);
            }
        }

        void AddProblem(FailureKind kind, string message)
        {
            if (_problems.TrueForAll(problem => problem.Message != message))
            {
                _problems.Add((kind, message));
            }
        }
    }

    private IEnumerable<string> OwnWarnings(SequenceLengths? lengths, LetterCounts letters, ExpectedWork[] work)
    {
        var proteinLetters = ProteinLetters.Sum(letter => _letters[letter]);
        if (proteinLetters > ProteinShare * letters.Total)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"This looks like protein: {(double)proteinLetters / letters.Total:P0} of the letters are amino acids that stand for no nucleotide. A prediction takes it for DNA, passes over every codon with such a letter, and means nothing; 'virnucpro embed --encoder esm2' takes proteins.");
            yield break;
        }

        if (letters.Other > 0)
        {
            yield return $"{letters.Other} letter(s) stand for no nucleotide, and each codon with one is passed over, in {_foreign.Count} sequence(s): {_foreign}";
        }

        if (letters.Uracil > 0)
        {
            yield return $"{letters.Uracil} letter(s) are U, as in RNA, and each codon with one is passed over: write T instead.";
        }

        if (_problems.Count > 0)
        {
            // What has not been read could be otherwise.
            yield break;
        }

        if (work.All(item => item.Frames == 0))
        {
            yield return "No chunk has a reading frame without a stop codon, so there is nothing to predict; the result files would hold only their headers.";
        }

        if (lengths is { Longest: < 500 })
        {
            yield return $"The longest sequence has {lengths.Longest} bases, less than a chunk of 500: the classifier for 300 (-m 300) is for such.";
        }
    }
}
