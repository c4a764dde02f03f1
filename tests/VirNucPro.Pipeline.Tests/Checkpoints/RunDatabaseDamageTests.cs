using Xunit.Abstractions;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>
/// Whatever happens to a run's database: it is refused, or all that it offers is what was written. <see cref="DamagedRun"/>
/// judges; every case also adds a shard afterwards and opens the file once more.
/// </summary>
public sealed class RunDatabaseDamageTests(ITestOutputHelper output) : IDisposable
{
    private readonly DamagedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void ABitThatFlipsOnAnyPageChangesNoResult()
    {
        var bit = 0;
        for (var page = 0; page < _run.Pages; page++)
        {
            foreach (var place in _run.PlacesIn(page))
            {
                var mask = (byte)(1 << (bit++ % 8));
                _run.CheckBytes($"page {page}, byte {place % DamagedRun.PageBytes}, bit mask {mask}", bytes =>
                {
                    bytes[place] ^= mask;
                    return bytes;
                });
            }
        }

        output.WriteLine(_run.Figures);
        Assert.True(_run.Cases >= 500, _run.Figures);
        Assert.True(_run.SalvagedInFull > 0 && _run.SalvagedInPart > 0, _run.Figures);
        Assert.True(_run.Refused < _run.Cases / 10, _run.Figures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABitThatFlipsInTheHeaderChangesNoResult(bool freePages)
    {
        using var run = new DamagedRun(freePages);
        for (var place = 0; place < 100; place++)
        {
            foreach (var mask in (byte[])[0x01, 0x02, 0x80])
            {
                run.CheckBytes($"header, byte {place}, bit mask {mask}", bytes =>
                {
                    bytes[place] ^= mask;
                    return bytes;
                });
            }
        }

        output.WriteLine(run.Figures);
    }

    [Fact]
    public void APageThatIsLostOrMisplacedChangesNoResult()
    {
        for (var page = 0; page < _run.Pages; page++)
        {
            var start = DamagedRun.OffsetOf(page);
            var other = DamagedRun.OffsetOf((page + 1) % _run.Pages);
            _run.CheckBytes($"page {page} zeroed", bytes =>
            {
                bytes.AsSpan(start, DamagedRun.PageBytes).Clear();
                return bytes;
            });
            _run.CheckBytes($"second half of page {page} filled", bytes =>
            {
                bytes.AsSpan(start + (DamagedRun.PageBytes / 2), DamagedRun.PageBytes / 2).Fill(0xFF);
                return bytes;
            });
            _run.CheckBytes($"page {page} swapped with the next", bytes =>
            {
                bytes.AsSpan(other, DamagedRun.PageBytes).CopyTo(bytes.AsSpan(start));
                _run.Bytes.AsSpan(start, DamagedRun.PageBytes).CopyTo(bytes.AsSpan(other));
                return bytes;
            });
            _run.CheckBytes($"page {page} as the next", bytes =>
            {
                bytes.AsSpan(other, DamagedRun.PageBytes).CopyTo(bytes.AsSpan(start));
                return bytes;
            });
            _run.CheckBytes($"cut before page {page}", bytes => bytes[..start]);
            _run.CheckBytes($"cut in page {page}", bytes => bytes[..(start + 1000)]);
        }

        foreach (var length in (int[])[1, 512, DamagedRun.PageBytes, 10 * DamagedRun.PageBytes])
        {
            _run.CheckBytes($"{length} bytes more", bytes => [.. bytes, .. Enumerable.Repeat((byte)0xA5, length)]);
        }

        output.WriteLine(_run.Figures);
    }

    [Fact]
    public void ADamagedJournalChangesNoResult()
    {
        var (bytes, journal) = _run.HalfWritten();
        for (var i = 0; i < 100; i++)
        {
            var place = i < 28 ? i : (int)((long)i * journal.Length / 100);
            byte[] damaged = [.. journal];
            damaged[place] ^= (byte)(1 << (i % 8));
            _run.CheckJournal($"journal, byte {place}", bytes, damaged);
        }

        for (var length = 0; length < journal.Length; length += 3000)
        {
            _run.CheckJournal($"journal of {length} bytes", bytes, journal[..length]);
        }

        output.WriteLine(_run.Figures);
    }
}
