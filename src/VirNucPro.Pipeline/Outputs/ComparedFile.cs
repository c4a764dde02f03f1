using System.Globalization;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>A result file that is compared with what would be written to it.</summary>
internal sealed class ComparedFile : IDisposable
{
    private readonly Comparison? _comparison;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file; need not exist.</param>
    public ComparedFile(string path)
    {
        Path = path;
        _comparison = File.Exists(path) ? new Comparison(File.OpenRead(path)) : null;
        Text = _comparison is null ? TextWriter.Null : new StreamWriter(_comparison);
    }

    public string Path { get; }

    /// <summary>Takes what the file should hold.</summary>
    public TextWriter Text { get; }

    /// <summary>Lines that are as they should be.</summary>
    public long Lines => _comparison?.Lines ?? 0;

    /// <summary>Ends the comparison.</summary>
    /// <returns>What is wrong and what to do; null where nothing is.</returns>
    public string? Complete()
    {
        Text.Flush();
        return _comparison switch
        {
            null => "is missing; the command of the run, given again, writes it from the state of the run",
            { IsEqual: false } or { IsAtEnd: false } => string.Create(
                CultureInfo.InvariantCulture,
                $"has changed from line {Lines + 1} on; delete it, and the command of the run, given again, writes it anew"),
            _ => null,
        };
    }

    public void Dispose() => Text.Dispose();

    private sealed class Comparison(FileStream file) : Stream
    {
        private readonly byte[] _buffer = new byte[1 << 16];

        public long Lines { get; private set; }

        public bool IsEqual { get; private set; } = true;

        public bool IsAtEnd => file.Position == file.Length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (IsEqual && !buffer.IsEmpty)
            {
                var part = buffer[..Math.Min(buffer.Length, _buffer.Length)];
                var read = _buffer.AsSpan(0, file.ReadAtLeast(_buffer.AsSpan(0, part.Length), part.Length, throwOnEndOfStream: false));
                var equal = part.CommonPrefixLength(read);
                Lines += part[..equal].Count((byte)'\n');
                IsEqual = equal == part.Length;
                buffer = buffer[part.Length..];
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
