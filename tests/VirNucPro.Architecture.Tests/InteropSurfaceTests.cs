using System.Reflection;
using System.Runtime.InteropServices;

namespace VirNucPro.Architecture.Tests;

public class InteropSurfaceTests
{
    private static readonly Type[] PublicTypes = Solution.LoadAssembly("VirNucPro.Interop").GetExportedTypes();

    [Fact]
    public void NoPublicSignatureHoldsAPointerOrAHandle() =>
        Assert.DoesNotContain(Signatures(PublicTypes), signature => IsNative(signature.Type));

    [Fact]
    public void ANativeStatusLeavesOnlyInsideItsException()
    {
        var status = PublicTypes.Single(type => type.Name == "NativeStatus");

        var carriers = Signatures(PublicTypes.Where(type => type != status))
            .Where(signature => signature.Type == status)
            .Select(signature => signature.Member.DeclaringType!.Name)
            .Distinct();

        Assert.Equal(["NativeException"], carriers);
    }

    [Fact]
    public void NoPublicTypeIsAHandleOrANativeStructure()
    {
        var leaked = PublicTypes.Where(
            type => typeof(SafeHandle).IsAssignableFrom(type) || (type.IsValueType && type.Name.StartsWith("Native", StringComparison.Ordinal) && !type.IsEnum));

        Assert.Empty(leaked);
    }

    private static IEnumerable<(MemberInfo Member, Type Type)> Signatures(IEnumerable<Type> types)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var member in types.SelectMany(type => type.GetMembers(Declared)))
        {
            var mentioned = member switch
            {
                MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
                ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
                FieldInfo field => [field.FieldType],
                _ => [], // Properties and events are their accessors.
            };
            foreach (var type in mentioned)
            {
                yield return (member, type.HasElementType && !type.IsPointer ? type.GetElementType()! : type);
            }
        }
    }

    private static bool IsNative(Type type) =>
        type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint) || typeof(SafeHandle).IsAssignableFrom(type);
}
