namespace VirNucPro.Cli.Options;

/// <summary>The user wants to read a help page, or typed too little to mean anything else.</summary>
/// <param name="Topic">A command or a group of commands; empty for the overview.</param>
/// <param name="Asked">False where the page stands in for a command that is missing.</param>
internal sealed record HelpRequest(string Topic, bool Asked);
