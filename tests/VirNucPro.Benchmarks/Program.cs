using System.Reflection;
using BenchmarkDotNet.Running;
using CommandLine;
using VirNucPro.Benchmarks.FrontEnd;
using VirNucPro.Benchmarks.TorchSharp;

switch (args)
{
    case ["torchsharp", ..]:
        return Parser.Default.ParseArguments<ComparisonOptions>(args[1..]).MapResult(Comparison.Run, _ => 1);
    case ["front-end", _, _, ..]:
        FrontEndRun.Run(args[1..]);
        return 0;
    case ["tokenizer", _, _, ..]:
        TokenizerRun.Run(args[1..]);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
        return 0;
}
