namespace VirNucPro.Models.Weights;

/// <summary>What is found under a file's name in place of the file.</summary>
internal enum StandIn
{
    /// <summary>A page for a browser, for example of a log-in or an error.</summary>
    WebPage,

    /// <summary>The few lines that Git keeps of a file which Git LFS holds.</summary>
    GitLfsPointer,
}
