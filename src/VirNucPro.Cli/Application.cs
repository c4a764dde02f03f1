using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;
using Spectre.Console;
using VirNucPro.Cli.Commands;
using VirNucPro.Cli.Configuration;
using VirNucPro.Cli.Help;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli;

/// <summary>The program between its arguments and its exit code.</summary>
internal sealed class Application
{
    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _messages;
    private readonly TimeProvider _time;
    private readonly StopSignals _signals;
    private readonly Action<int> _exitAtOnce;
    private readonly Func<string, string?> _environment;

    /// <summary>Creates the program.</summary>
    /// <param name="output">Standard output, for data.</param>
    /// <param name="messages">Standard error, for messages and progress.</param>
    /// <param name="time">The clock.</param>
    /// <param name="signals">What asks the program to stop.</param>
    /// <param name="exitAtOnce">Ends the process with an exit code, whatever its threads do.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public Application(
        IAnsiConsole output,
        IAnsiConsole messages,
        TimeProvider time,
        StopSignals signals,
        Action<int> exitAtOnce,
        Func<string, string?> environment)
    {
        _output = output;
        _messages = messages;
        _time = time;
        _signals = signals;
        _exitAtOnce = exitAtOnce;
        _environment = environment;
    }

    /// <summary>Does what the arguments say.</summary>
    public ExitCode Run(IReadOnlyList<string> arguments)
    {
        try
        {
            return new CommandLineReader(_environment).Read(arguments) switch
            {
                HelpRequest request => ShowHelp(request),
                PlainVerb verb => Finish(Execute(verb, arguments)),
                _ => ShowVersion(),
            };
        }
        catch (UsageException exception)
        {
            _messages.Write(new MessageLine($"error: {Secrets.Mask(exception.Message)}{Pointer(exception.Command)}", new Style(Color.Red)));
            return ExitCode.Usage;
        }
    }

    // A run that ended early may have left threads behind in libtorch, whose destructors crash under them. By now the log
    // and the console have everything.
    private ExitCode Finish(ExitCode code)
    {
        if (code is not (ExitCode.Done or ExitCode.SequencesFailed))
        {
            _exitAtOnce((int)code);
        }

        return code;
    }

    // Nothing asked for is not nothing wrong: a script whose command got lost must notice.
    private ExitCode ShowHelp(HelpRequest request)
    {
        (request.Asked ? _output : _messages).Write(new MessageLine(HelpPage.Render(request.Topic).TrimEnd()));
        return request.Asked ? ExitCode.Done : ExitCode.Usage;
    }

    private ExitCode ShowVersion()
    {
        _output.Write(new MessageLine($"virnucpro {Version}"));
        return ExitCode.Done;
    }

    private ExitCode Execute(PlainVerb verb, IReadOnlyList<string> arguments)
    {
        var verbosity = verb switch
        {
            { Quiet: true } => Verbosity.Quiet,
            { Verbose: true } => Verbosity.Verbose,
            _ => Verbosity.Normal,
        };
        using var logFile = new LogFile(message => _messages.Write(new MessageLine($"warning: {message}", new Style(Color.Yellow))));
        using var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Debug)
            .AddProvider(new ConsoleLoggerProvider(_messages, verbosity))
            .AddProvider(new SerilogLoggerProvider(
                new LoggerConfiguration().MinimumLevel.Debug().WriteTo.Sink(logFile).CreateLogger(), dispose: true)));
        var context = new CommandContext(_output, _messages, loggers, logFile, _time, arguments, _signals.Token);
        LogStart(context, verb);
        try
        {
            SystemLibraries.RequireOpenSsl();
            if (verb.LogFile is { } path)
            {
                context.OpenLog(path, verb is PredictVerb { Resume: true });
            }

            return verb switch
            {
                PredictVerb predict => PredictCommand.Run(predict, context),
                MergeVerb merge => MergeCommand.Run(merge, context),
                EmbedVerb embed => EmbedCommand.Run(embed, context),
                PlotVerb plot => PlotCommand.Run(plot, context),
                ContigsVerb contigs => ContigsCommand.Run(contigs, context),
                ValidateVerb validate => ValidateCommand.Run(validate, context),
                ModelsImportVerb import => ModelsImportCommand.Run(import, context),
                ModelsInspectVerb inspect => ModelsInspectCommand.Run(inspect, context),
                ModelsVerifyVerb verify => ModelsVerifyCommand.Run(verify, context),
                ModelsFetchVerb fetch => ModelsFetchCommand.Run(fetch, context),
                ModelsDemoVerb demo => ModelsDemoCommand.Run(demo, context),
                CheckpointInspectVerb inspect => CheckpointInspectCommand.Run(inspect, context),
                CheckpointVerifyVerb verify => CheckpointVerifyCommand.Run(verify, context),
                SnapshotCreateVerb create => SnapshotCreateCommand.Run(create, context),
                SnapshotCompareVerb compare => SnapshotCompareCommand.Run(compare, context),
                BenchVerb bench => BenchCommand.Run(bench, context),
                DevicesVerb devices => DevicesCommand.Run(devices, context),
                ConfigInitVerb init => ConfigInitCommand.Run(init, context),
                CompletionVerb completion => CompletionCommand.Run(completion, context),
                ConfigShowVerb show => ConfigShowCommand.Run(show, context),
                _ => throw new NotSupportedException($"{verb.GetType().Name} has no command."),
            };
        }
        catch (RunFailedException exception)
        {
            context.Log.Failed(exception, exception.Message + OptionSettings.PlacesIn(verb.Settings, exception.Message), exception.Kind switch
            {
                FailureKind.Usage => Pointer(NameOf(verb)),
                FailureKind.General => Details(logFile),
                _ => "",
            });
            TellHowToContinue(context);
            return exception.Kind.ToExitCode();
        }
        catch (OperationCanceledException)
        {
            context.Log.Stopped();
            TellHowToContinue(context);
            return _signals.ExitCode;
        }
        catch (Exception exception) when (exception is not UsageException)
        {
            context.Log.FailedUnexpectedly(exception, exception.Message.ReplaceLineEndings(" "), Details(logFile));
            return ExitCode.Failure;
        }
    }

    // Everything that somebody who was not there may ask.
    private static void LogStart(CommandContext context, PlainVerb verb)
    {
        context.Log.Started(Version, ShellCommand.Of(context.Arguments));
        context.Log.Surroundings(
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            ByteCount.Text(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            Environment.CurrentDirectory);
        var settings = verb.Settings.Where(setting => setting.Value is not null).ToLookup(setting => setting.Source == SettingSource.Default);
        context.Log.OptionsSet(string.Join(", ", settings[false].Select(setting => $"{setting.Option.Name} = {setting.Value} ({setting.Place})")));
        context.Log.OptionsLeft(string.Join(", ", settings[true].Select(setting => $"{setting.Option.Name} = {setting.Value}")));
    }

    private static void TellHowToContinue(CommandContext context)
    {
        if (context.Continuation is { } commandLine)
        {
            context.Log.CanBeContinued(commandLine);
        }
    }

    private static string Version =>
        typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string NameOf(PlainVerb verb) =>
        CommandCatalog.All.First(command => command.OptionsType == verb.GetType()).Name;

    private static string Details(LogFile logFile) =>
        logFile.Path is null ? " (-v shows the details)" : $" (details are in {CommandContext.Shorten(logFile.Path)})";

    private static string Pointer(string? command) =>
        command is null ? " (see 'virnucpro --help')" : $" (see 'virnucpro {command} --help')";
}
