using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VirNucPro.Benchmarks.TorchSharp;

/// <summary>The native library of TorchSharp's package.</summary>
/// <remarks>
/// It asks for the libstdc++ of GCC 13 (Debian 13, Ubuntu 24.04), by GLIBCXX_3.4.32, and uses nothing of it: the one symbol of
/// that version marks that the library sets up its streams, which older ones leave to each of their users. Where the
/// system has an older one, the demand is made a weak one in the copy beside the program.
/// </remarks>
internal static class TorchSharpLibrary
{
    // The ELF hash of "GLIBCXX_3.4.32", with which a structure Elf64_Vernaux begins; its flags follow.
    private const uint VersionHash = 0x0297f842;
    private const ushort WeakFlag = 2;

    /// <summary>Loads the library; libtorch must have been loaded, and it takes that one.</summary>
    /// <exception cref="DllNotFoundException">It can't be loaded; says why.</exception>
    public static void Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        if (NativeLibrary.TryLoad(path, out _))
        {
            return;
        }

        var bytes = File.ReadAllBytes(path);
        Span<byte> demand = stackalloc byte[sizeof(uint) + sizeof(ushort)];
        BinaryPrimitives.WriteUInt32LittleEndian(demand, VersionHash);
        if (bytes.AsSpan().IndexOf(demand) is >= 0 and var start)
        {
            // A file of its own: the one of the build is a link to that of the package.
            var weak = path + ".weak";
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(start + sizeof(uint)), WeakFlag);
            File.WriteAllBytes(weak, bytes);
            File.Move(weak, path, overwrite: true);
        }

        NativeLibrary.Load(path);
    }
}
