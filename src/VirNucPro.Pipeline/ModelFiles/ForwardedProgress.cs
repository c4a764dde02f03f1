namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Passes reports of the models' room on as the pipeline's own, on the thread that made them.</summary>
internal sealed class ForwardedProgress<TFrom, TTo>(IProgress<TTo> target, Func<TFrom, TTo> translate) : IProgress<TFrom>
{
    /// <inheritdoc/>
    public void Report(TFrom value) => target.Report(translate(value));
}
