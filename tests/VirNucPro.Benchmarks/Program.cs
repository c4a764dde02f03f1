using System.Reflection;
using BenchmarkDotNet.Running;
using CommandLine;
using VirNucPro.Benchmarks.TorchSharp;

if (args is ["torchsharp", ..])
{
    return Parser.Default.ParseArguments<ComparisonOptions>(args[1..]).MapResult(Comparison.Run, _ => 1);
}

BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
