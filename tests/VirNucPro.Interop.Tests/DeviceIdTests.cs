namespace VirNucPro.Interop.Tests;

public class DeviceIdTests
{
    [Theory]
    [InlineData(DeviceKind.Cpu, 0, "cpu")]
    [InlineData(DeviceKind.Cuda, 0, "cuda:0")]
    [InlineData(DeviceKind.Cuda, 11, "cuda:11")]
    public void TextIsWhatUsersType(DeviceKind kind, int index, string expected) =>
        Assert.Equal(expected, new DeviceId(kind, index).ToString());
}
