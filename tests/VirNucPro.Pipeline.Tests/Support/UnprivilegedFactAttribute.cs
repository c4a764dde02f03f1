namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>A test of permissions, which the system does not hold against its administrator.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Skip = "Permissions do not bind this user.";
        }
    }
}
