using System.ComponentModel;
using System.Diagnostics;

namespace DeepDefense.Paper.Reports;

/// <summary>A plot as PNG, drawn by librsvg's <c>rsvg-convert</c> (Debian: librsvg2-bin).</summary>
public static class PngPlot
{
    private const string Program = "rsvg-convert";
    private const string Zoom = "2";

    /// <summary>Draws an SVG file.</summary>
    /// <param name="svg">It.</param>
    /// <param name="png">Where to.</param>
    /// <returns>Whether there is a PNG now; false where the program is missing.</returns>
    /// <exception cref="IOException">The program failed.</exception>
    public static bool Draw(string svg, string png)
    {
        string partial = png + ".partial";
        try
        {
            using Process drawing = Process.Start(new ProcessStartInfo(Program, ["--zoom", Zoom, "--output", partial, svg]) { RedirectStandardError = true })!;
            string complaint = drawing.StandardError.ReadToEnd();
            drawing.WaitForExit();
            if (drawing.ExitCode != 0) { throw new IOException($"{svg}: {Program}: {complaint.Trim()}"); }
            File.Move(partial, png, overwrite: true);
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
