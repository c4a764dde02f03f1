using System.Reflection;
using BenchmarkDotNet.Running;
using VirNucPro.Benchmarks.FrontEnd;

if (args is ["front-end", _, _, ..])
{
    FrontEndRun.Run(args[1..]);
}
else if (args is ["tokenizer", _, _, ..])
{
    TokenizerRun.Run(args[1..]);
}
else
{
    BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
}
