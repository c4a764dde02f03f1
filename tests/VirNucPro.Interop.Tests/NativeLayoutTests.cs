using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VirNucPro.Interop.Tests;

/// <summary>The sizes and offsets that the C ABI fixes on 64-bit platforms.</summary>
public class NativeLayoutTests
{
    [Fact]
    public void StructsHaveTheSizesOfTheHeader()
    {
        Assert.Equal(24, Unsafe.SizeOf<NativeRuntimeInfo>());
        Assert.Equal(152, Unsafe.SizeOf<NativeDeviceInfo>());
        Assert.Equal(40, Unsafe.SizeOf<NativeEncoderConfig>());
    }

    [Theory]
    [InlineData(nameof(NativeRuntimeInfo.LibtorchMajor), 0)]
    [InlineData(nameof(NativeRuntimeInfo.LibtorchMinor), 4)]
    [InlineData(nameof(NativeRuntimeInfo.LibtorchPatch), 8)]
    [InlineData(nameof(NativeRuntimeInfo.ThreadCount), 12)]
    [InlineData(nameof(NativeRuntimeInfo.DeviceCount), 16)]
    [InlineData(nameof(NativeRuntimeInfo.HasCuda), 20)]
    public void RuntimeInfoHasTheOffsetsOfTheHeader(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<NativeRuntimeInfo>(field));

    [Theory]
    [InlineData(nameof(NativeDeviceInfo.Kind), 0)]
    [InlineData(nameof(NativeDeviceInfo.Index), 4)]
    [InlineData(nameof(NativeDeviceInfo.TotalMemoryBytes), 8)]
    [InlineData(nameof(NativeDeviceInfo.FreeMemoryBytes), 16)]
    [InlineData(nameof(NativeDeviceInfo.Name), 24)]
    public void DeviceInfoHasTheOffsetsOfTheHeader(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<NativeDeviceInfo>(field));

    [Theory]
    [InlineData(nameof(NativeEncoderConfig.Architecture), 0)]
    [InlineData(nameof(NativeEncoderConfig.LayerCount), 4)]
    [InlineData(nameof(NativeEncoderConfig.HiddenSize), 8)]
    [InlineData(nameof(NativeEncoderConfig.HeadCount), 12)]
    [InlineData(nameof(NativeEncoderConfig.IntermediateSize), 16)]
    [InlineData(nameof(NativeEncoderConfig.VocabularySize), 20)]
    [InlineData(nameof(NativeEncoderConfig.TokenDropout), 24)]
    [InlineData(nameof(NativeEncoderConfig.Reserved), 28)]
    [InlineData(nameof(NativeEncoderConfig.LayerNormEpsilon), 32)]
    public void EncoderConfigHasTheOffsetsOfTheHeader(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<NativeEncoderConfig>(field));

    [Theory]
    [InlineData(typeof(NativeStatus), "Ok=0 InvalidArgument=1 OutOfMemory=2 LibtorchMissing=3 LibtorchUnsuitable=4 DeviceUnavailable=5 WeightsMismatch=6 Failed=7")]
    [InlineData(typeof(DeviceKind), "Cpu=0 Cuda=1")]
    [InlineData(typeof(EncoderArchitecture), "Esm2=0 DnabertS=1")]
    [InlineData(typeof(Precision), "Fp32=0 Fp16=1 Bf16=2")]
    [InlineData(typeof(ElementType), "F32=0 F16=1 Bf16=2 F64=3")]
    public void EnumsHaveTheValuesOfTheHeader(Type type, string expected)
    {
        ArgumentNullException.ThrowIfNull(type);
        Assert.Equal(typeof(int), Enum.GetUnderlyingType(type));
        Assert.Equal(expected, string.Join(' ', Enum.GetNames(type).Select(name => $"{name}={(int)Enum.Parse(type, name)}")));
    }

    [Fact]
    public void TheShimHasTheAbiVersionOfTheBindings() =>
        Assert.Equal((int)NativeAbi.Version, NativeMethods.AbiVersion());
}
