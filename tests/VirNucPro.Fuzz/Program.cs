using System.Globalization;
using VirNucPro.Fuzz;

FuzzOptions options;
try
{
    options = FuzzOptions.Parse(args);
}
catch (FormatException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 64;
}

FuzzTarget[] targets = [.. FuzzTargets.All().Where(target => options.Target is null || target.Name == options.Target)];
if (targets.Length == 0 || (options.Replay is not null && targets.Length > 1))
{
    Console.Error.WriteLine($"Name one of the targets {string.Join(", ", FuzzTargets.All().Select(target => target.Name))}. {FuzzOptions.Usage}");
    return 64;
}

var saveDirectory = Path.Combine(Fixture.RepositoryRoot, "artifacts", "fuzz");
var shares = targets.Sum(target => target.Share);
var reports = new List<TargetReport>();
foreach (var target in targets)
{
    using var run = new FuzzRun(target, options.Seed, saveDirectory);
    Console.WriteLine($"{target.Name}: seed {options.Seed}; after a crash see {run.InputPath}");
    var report = options.Replay is null
        ? run.Execute((long)double.Min(long.MaxValue / 2, Math.Ceiling(options.Inputs * (target.Share / shares))), options.Time / targets.Length)
        : run.Replay(File.ReadAllBytes(options.Replay));
    Console.WriteLine(report);
    report.Failures.ForEach(failure => Console.WriteLine(failure));
    reports.Add(report);
}

var failureCount = reports.Sum(report => report.Failed);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{reports.Sum(report => report.Inputs)} inputs, {reports.Sum(report => report.Accepted)} accepted, {reports.Sum(report => report.Refused)} refused, {failureCount} failed; slowest {reports.Max(report => report.Slowest).TotalMilliseconds:F1} ms, largest allocation {reports.Max(report => report.LargestAllocation) / 1048576.0:F2} MiB"));
return failureCount == 0 ? 0 : 1;
