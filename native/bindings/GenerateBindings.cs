// Writes the managed declarations of a C header: enums, structs and [LibraryImport] functions.
//
//   dotnet run native/bindings/GenerateBindings.cs -- HEADER OUTDIR [--check]
//
// castxml resolves the C types; this program says what each becomes in C#. A type that it does not
// know is an error. With --check nothing is written: exit code 1 names the files that differ.
#:property PublishAot=false

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

if (args is not [var header, var outputDirectory, .. var options] || options is not ([] or ["--check"]))
{
    Console.Error.WriteLine("usage: dotnet run native/bindings/GenerateBindings.cs -- HEADER OUTDIR [--check]");
    return 64;
}

try
{
    var files = new BindingWriter(header).Write();
    var differing = FindDifferences(files, outputDirectory);
    if (options is ["--check"])
    {
        foreach (var path in differing)
        {
            Console.Error.WriteLine($"{path} differs from what {header} asks for; run ./build.sh bindings and commit it.");
        }

        return differing.Length == 0 ? 0 : 1;
    }

    Directory.CreateDirectory(outputDirectory);
    foreach (var path in differing)
    {
        if (files.TryGetValue(Path.GetFileName(path), out var text))
        {
            File.WriteAllText(path, text);
        }
        else
        {
            File.Delete(path);
        }

        Console.WriteLine(path);
    }

    return 0;
}
catch (BindingException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static string[] FindDifferences(SortedDictionary<string, string> files, string directory)
{
    var present = Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.g.cs") : [];
    return [.. files.Keys.Select(name => Path.Combine(directory, name))
        .Union(present)
        .Where(path => !File.Exists(path) || File.ReadAllText(path) != files.GetValueOrDefault(Path.GetFileName(path)))
        .Order(StringComparer.Ordinal)];
}

// Turns the declarations of one header into the text of the generated files, by file name.
internal sealed class BindingWriter
{
    private const string Namespace = "VirNucPro.Interop";
    private const string FunctionClass = "NativeMethods";

    private static readonly Dictionary<string, string> ManagedNames = new()
    {
        ["vnp_abi"] = "NativeAbi",
        ["vnp_architecture"] = "EncoderArchitecture",
        ["vnp_classifier"] = "ClassifierHandle",
        ["vnp_device_info"] = "NativeDeviceInfo",
        ["vnp_device_kind"] = "DeviceKind",
        ["vnp_element_type"] = "ElementType",
        ["vnp_embedding"] = "EmbeddingHandle",
        ["vnp_encoder"] = "EncoderHandle",
        ["vnp_encoder_config"] = "NativeEncoderConfig",
        ["vnp_precision"] = "Precision",
        ["vnp_runtime"] = "RuntimeHandle",
        ["vnp_runtime_info"] = "NativeRuntimeInfo",
        ["vnp_status"] = "NativeStatus",
    };

    // Everything else stays inside the assembly.
    private static readonly HashSet<string> PublicNames =
        ["DeviceKind", "ElementType", "EncoderArchitecture", "NativeStatus", "Precision"];

    private readonly string _headerName;
    private readonly Declarations _declarations;
    private readonly HeaderComments _comments;

    public BindingWriter(string header)
    {
        _headerName = Path.GetFileName(header);
        _declarations = Declarations.Read(header);
        _comments = new HeaderComments(header);
    }

    public SortedDictionary<string, string> Write()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var enumeration in _declarations.OfKind("Enumeration"))
        {
            files.Add(ManagedName(enumeration) + ".g.cs", WriteEnum(enumeration));
        }

        foreach (var structure in _declarations.OfKind("Struct").Where(s => !Declarations.IsOpaque(s)))
        {
            files.Add(ManagedName(structure) + ".g.cs", WriteStruct(structure));
        }

        foreach (var noun in _declarations.OfKind("Function").GroupBy(f => CName.Noun(f.DeclaredName())))
        {
            files.Add($"{FunctionClass}.{noun.Key}.g.cs", WriteFunctions(noun));
        }

        return files;
    }

    private string WriteEnum(XElement enumeration)
    {
        var prefix = enumeration.DeclaredName().ToUpperInvariant() + "_";
        var name = ManagedName(enumeration);
        var text = Open();
        Document(text, "", _comments.Above(enumeration), enumeration.DeclaredName());
        text.AppendLine(CultureInfo.InvariantCulture, $"{Access(name)} enum {name}");
        text.AppendLine("{");
        var separator = "";
        foreach (var value in enumeration.Elements("EnumValue"))
        {
            if (!value.DeclaredName().StartsWith(prefix, StringComparison.Ordinal))
            {
                throw new BindingException($"{value.DeclaredName()} of {enumeration.DeclaredName()} lacks the prefix {prefix}.");
            }

            text.Append(separator);
            Document(text, "    ", _comments.Beside(value.DeclaredName()), value.DeclaredName());
            text.AppendLine(CultureInfo.InvariantCulture, $"    {CName.Pascal(value.DeclaredName()[prefix.Length..])} = {value.Required("init")},");
            separator = "\n";
        }

        return text.AppendLine("}").ToString();
    }

    private string WriteStruct(XElement structure)
    {
        var name = ManagedName(structure);
        var text = Open("System.Runtime.InteropServices");
        Document(text, "", _comments.Above(structure), structure.DeclaredName());
        text.AppendLine("[StructLayout(LayoutKind.Sequential)]");
        (XElement Element, string Declaration)[] fields =
            [.. _declarations.Fields(structure).Select(field => (field, FieldDeclaration(field)))];
        var modifier = fields.Any(field => field.Declaration.StartsWith("fixed ", StringComparison.Ordinal)) ? "unsafe " : "";
        text.AppendLine(CultureInfo.InvariantCulture, $"{Access(name)} {modifier}struct {name}");
        text.AppendLine("{");
        var separator = "";
        foreach ((var element, var declaration) in fields)
        {
            text.Append(separator);
            Document(text, "    ", _comments.Beside(element), $"{structure.DeclaredName()}.{element.DeclaredName()}");
            text.AppendLine(CultureInfo.InvariantCulture, $"    internal {declaration};");
            separator = "\n";
        }

        return text.AppendLine("}").ToString();
    }

    private string WriteFunctions(IEnumerable<XElement> functions)
    {
        var text = Open("System.Runtime.CompilerServices", "System.Runtime.InteropServices");
        text.AppendLine(CultureInfo.InvariantCulture, $"internal static partial class {FunctionClass}");
        text.AppendLine("{");
        var separator = "";
        foreach (var function in functions)
        {
            var name = function.DeclaredName();
            var frees = name.EndsWith("_free", StringComparison.Ordinal);
            string[] parameters = [.. function.Elements("Argument").Select(argument => Parameter(argument, frees))];
            var marshalling = parameters.Any(p => p.StartsWith("string ", StringComparison.Ordinal))
                ? ", StringMarshalling = StringMarshalling.Utf8"
                : "";
            text.Append(separator);
            Document(text, "    ", _comments.Above(function), name);
            text.AppendLine(CultureInfo.InvariantCulture, $"    [LibraryImport(LibraryName, EntryPoint = \"{name}\"{marshalling})]");
            text.AppendLine("    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]");
            text.Append(CultureInfo.InvariantCulture, $"    internal static partial {ReturnType(function)} {CName.Pascal(CName.WithoutPrefix(name))}(");
            var indent = parameters.Length > 1 ? "\n        " : "";
            text.AppendJoin(",", parameters.Select(parameter => indent + parameter));
            text.AppendLine(");");
            separator = "\n";
        }

        return text.AppendLine("}").ToString();
    }

    private string ReturnType(XElement function) => _declarations.Resolve(function.Required("returns")) switch
    {
        { Kind: TypeKind.Void } => "void",
        { Kind: TypeKind.Scalar } type => Scalar(type),
        { Kind: TypeKind.Enumeration } type => ManagedName(type.Element),
        var type => throw Unknown(type, function.DeclaredName()),
    };

    private string FieldDeclaration(XElement field)
    {
        var name = CName.Pascal(field.DeclaredName());
        return _declarations.Resolve(field.Required("type")) switch
        {
            { Kind: TypeKind.Scalar } type => $"{Scalar(type)} {name}",
            { Kind: TypeKind.Enumeration } type => $"{ManagedName(type.Element)} {name}",
            { Kind: TypeKind.Array, Target.Kind: TypeKind.Character } type => $"fixed byte {name}[{type.ElementCount}]",
            var type => throw Unknown(type, field.DeclaredName()),
        };
    }

    private string Parameter(XElement argument, bool frees)
    {
        var type = _declarations.Resolve(argument.Required("type"));
        var name = CName.Camel(argument.DeclaredName());
        if (type.Kind == TypeKind.Scalar)
        {
            return $"{Scalar(type)} {name}";
        }

        if (type.Kind == TypeKind.Enumeration)
        {
            return $"{ManagedName(type.Element)} {name}";
        }

        return type.Target switch
        {
            { Kind: TypeKind.Character, IsConst: true } => $"string {name}",
            { Kind: TypeKind.Character } => $"Span<byte> {name}",
            { Kind: TypeKind.Void, IsConst: true } => $"ReadOnlySpan<byte> {name}",
            { Kind: TypeKind.Scalar, IsConst: true } target => $"ReadOnlySpan<{Scalar(target)}> {name}",
            { Kind: TypeKind.Scalar } target => $"Span<{Scalar(target)}> {name}",
            { Kind: TypeKind.Structure, IsConst: true } target => $"in {ManagedName(target.Element)} {name}",
            { Kind: TypeKind.Structure } target => $"out {ManagedName(target.Element)} {name}",
            { Kind: TypeKind.Opaque } when frees => $"nint {name}",
            { Kind: TypeKind.Opaque } target => $"{ManagedName(target.Element)} {name}",
            { Kind: TypeKind.Pointer, Target.Kind: TypeKind.Opaque } target => $"out {ManagedName(target.Target!.Element)} {name}",
            _ => throw Unknown(type, argument.DeclaredName()),
        };
    }

    private static string Scalar(CType type) => Declarations.Scalars[type.Element.DeclaredName()];

    private static string ManagedName(XElement declaration) =>
        ManagedNames.TryGetValue(declaration.DeclaredName(), out var name)
            ? name
            : throw new BindingException($"{declaration.DeclaredName()} has no managed name; add it to ManagedNames.");

    private static string Access(string name) => PublicNames.Contains(name) ? "public" : "internal";

    private static BindingException Unknown(CType type, string user) =>
        new($"{user}: no rule says what a C {type.Describe()} becomes in C#; add one to GenerateBindings.cs.");

    private StringBuilder Open(params string[] namespaces)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"// <auto-generated>Written by native/bindings/GenerateBindings.cs from {_headerName}; do not edit.</auto-generated>");
        text.AppendLine("#nullable enable");
        text.AppendLine();
        foreach (var name in namespaces)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"using {name};");
        }

        text.Append(namespaces.Length == 0 ? "" : "\n");
        return text.AppendLine(CultureInfo.InvariantCulture, $"namespace {Namespace};").AppendLine();
    }

    // The first paragraph of a comment is the summary, the others are remarks.
    private void Document(StringBuilder text, string indent, string[] comment, string cName)
    {
        var lines = comment.Length == 0 ? [$"{cName} of {_headerName}."] : comment;
        var blank = Array.IndexOf(lines, "");
        AppendTag(text, indent, "summary", blank < 0 ? lines : lines[..blank]);
        if (blank >= 0)
        {
            AppendTag(text, indent, "remarks", lines[(blank + 1)..]);
        }
    }

    private static void AppendTag(StringBuilder text, string indent, string tag, string[] lines)
    {
        string[] escaped = [.. lines.Select(line => new XText(line).ToString())];
        if (escaped.Length == 1)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{indent}/// <{tag}>{escaped[0]}</{tag}>");
            return;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{indent}/// <{tag}>");
        foreach (var line in escaped)
        {
            text.AppendLine($"{indent}/// {line}".TrimEnd());
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{indent}/// </{tag}>");
    }
}

internal enum TypeKind
{
    Void,
    Character,
    Scalar,
    Enumeration,
    Structure,
    Opaque,
    Pointer,
    Array,
    Other,
}

// A C type with its typedefs followed. Target: what a pointer points to, what an array is made of.
internal sealed record CType(TypeKind Kind, XElement Element, bool IsConst, CType? Target = null, int ElementCount = 0)
{
    public string Describe() => Target is null ? Element.Attribute("name")?.Value ?? Element.Name.LocalName : $"{Kind} of {Target.Describe()}";
}

// What castxml says about one header.
internal sealed class Declarations
{
    // The scalars that the header may use, by their managed names.
    public static readonly IReadOnlyDictionary<string, string> Scalars = new Dictionary<string, string>
    {
        ["int32_t"] = "int",
        ["int64_t"] = "long",
        ["float"] = "float",
        ["double"] = "double",
    };

    private readonly Dictionary<string, XElement> _byId;
    private readonly string _fileId;

    private Declarations(XElement root, string header)
    {
        _byId = root.Elements().ToDictionary(element => element.Required("id"));
        _fileId = root.Elements("File").Single(file => file.DeclaredName() == header).Required("id");
    }

    public static Declarations Read(string header)
    {
        var start = new ProcessStartInfo("castxml", ["--castxml-output=1", "-x", "c", "-o", "-", header])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            using var castxml = Process.Start(start)!;
            var xml = castxml.StandardOutput.ReadToEnd();
            castxml.WaitForExit();
            return castxml.ExitCode == 0
                ? new Declarations(XDocument.Parse(xml).Root!, header)
                : throw new BindingException($"castxml can't read {header}.");
        }
        catch (Win32Exception)
        {
            throw new BindingException("castxml was not found; install it: apt-get install castxml");
        }
    }

    public static bool IsOpaque(XElement structure) => structure.Attribute("incomplete")?.Value == "1";

    public IEnumerable<XElement> OfKind(string kind) =>
        _byId.Values.Where(element => element.Name.LocalName == kind && element.Attribute("file")?.Value == _fileId);

    public IEnumerable<XElement> Fields(XElement structure) =>
        structure.Required("members").Split(' ').Select(id => _byId[id]).Where(member => member.Name.LocalName == "Field");

    public CType Resolve(string id)
    {
        var element = _byId[id];
        var name = element.Attribute("name")?.Value ?? "";
        switch (element.Name.LocalName)
        {
            case "Typedef" or "FundamentalType" when Scalars.ContainsKey(name):
                return new CType(TypeKind.Scalar, element, IsConst: false);
            case "Typedef" or "ElaboratedType":
                return Resolve(element.Required("type"));
            case "CvQualifiedType":
                return Resolve(element.Required("type")) with { IsConst = element.Attribute("const")?.Value == "1" };
            case "PointerType":
                return new CType(TypeKind.Pointer, element, IsConst: false, Resolve(element.Required("type")));
            case "ArrayType":
                var last = int.Parse(element.Required("max"), CultureInfo.InvariantCulture);
                return new CType(TypeKind.Array, element, IsConst: false, Resolve(element.Required("type")), last + 1);
            case "Enumeration":
                return new CType(TypeKind.Enumeration, element, IsConst: false);
            case "Struct":
                return new CType(IsOpaque(element) ? TypeKind.Opaque : TypeKind.Structure, element, IsConst: false);
            default:
                var kind = name switch { "void" => TypeKind.Void, "char" => TypeKind.Character, _ => TypeKind.Other };
                return new CType(kind, element, IsConst: false);
        }
    }
}

// The header's own comments, which castxml drops.
internal sealed partial class HeaderComments
{
    private readonly string[] _lines;

    public HeaderComments(string header) => _lines = File.ReadAllLines(header);

    // The comment that ends on the line before a declaration; empty where there is none.
    public string[] Above(XElement declaration)
    {
        var end = Line(declaration) - 1;
        if (end < 0 || !_lines[end].EndsWith("*/", StringComparison.Ordinal))
        {
            return [];
        }

        var start = end;
        while (!_lines[start].StartsWith("/*", StringComparison.Ordinal))
        {
            start--;
        }

        var text = _lines[start..(end + 1)].Select(line => CommentMarks().Replace(line, ""));
        return [.. text.SkipWhile(line => line.Length == 0).Reverse().SkipWhile(line => line.Length == 0).Reverse()];
    }

    public string[] Beside(XElement declaration) => Trailing(_lines[Line(declaration)]);

    public string[] Beside(string enumValue) =>
        Trailing(_lines.First(line => Regex.IsMatch(line, $@"\b{enumValue}\b")));

    private static int Line(XElement declaration) => int.Parse(declaration.Required("line"), CultureInfo.InvariantCulture) - 1;

    private static string[] Trailing(string line)
    {
        var comment = TrailingComment().Match(line).Groups[1].Value;
        return comment.Length == 0 ? [] : [char.ToUpperInvariant(comment[0]) + comment[1..] + "."];
    }

    [GeneratedRegex(@"^(/\*| \*/| \* ?)\s?|\s*\*/$")]
    private static partial Regex CommentMarks();

    [GeneratedRegex(@"/\* (.+) \*/$")]
    private static partial Regex TrailingComment();
}

// vnp_encoder_tensor_put: prefix, noun, rest.
internal static class CName
{
    private const string Prefix = "vnp_";

    public static string WithoutPrefix(string name) => name.StartsWith(Prefix, StringComparison.Ordinal)
        ? name[Prefix.Length..]
        : throw new BindingException($"{name} lacks the prefix {Prefix}.");

    public static string Noun(string name) => Pascal(WithoutPrefix(name).Split('_')[0]);

    public static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        return char.ToLowerInvariant(pascal[0]) + pascal[1..];
    }
}

internal static class CastXmlElement
{
    public static string DeclaredName(this XElement element) => element.Required("name");

    public static string Required(this XElement element, string attribute) => element.Attribute(attribute)?.Value
        ?? throw new BindingException($"castxml gives a {element.Name.LocalName} without {attribute}.");
}

internal sealed class BindingException(string message) : Exception(message);
