using BenchmarkDotNet.Attributes;
using VirNucPro.Models.Demo;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>From a read's open frames to token ids, with a vocabulary of DNABERT-S's size; times and bytes are a read's.</summary>
[InProcess]
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private const int VocabularySize = 4096;

    private readonly Esm2Tokenizer _proteins = new();
    private DnabertTokenizer? _nucleotides;

    [GlobalSetup]
    public void Open()
    {
        var path = Path.GetTempFileName();
        DemoTokenizer.Write(path, VocabularySize);
        _nucleotides = DnabertTokenizer.Open(path);
        File.Delete(path);
    }

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public long Dnabert() => SampleReads.Frames.Sum(frame => (long)_nucleotides!.Encode(frame.Nucleotides.Span).Length);

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public long DnabertByTheLibrary() => SampleReads.Frames.Sum(frame => (long)_nucleotides!.EncodeText(frame.Nucleotides.Span).Length);

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public long Esm() => SampleReads.Frames.Sum(frame => (long)_proteins.Encode(frame.Protein.Span).Length);
}
