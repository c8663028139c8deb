namespace DeepDefense.Browser.Tests;

/// <summary>The contrast of all text of a page, by WCAG 2.1, success criterion 1.4.3: at least 4.5 to 1, of large text 3 to 1.</summary>
internal static class Contrast
{
    /// <summary>Gives each text that stands out too little, with its ratio.</summary>
    internal const string Script = """
        () => {
          const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
          const luminance = ([r, g, b]) => {
            const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
          };
          const ground = element => {
            for (let e = element; e; e = e.parentElement) {
              const color = parse(getComputedStyle(e).backgroundColor);
              if (color.length === 3 || color[3] === 1) return color;
            }
            return [255, 255, 255];
          };
          const bad = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement, text = node.data.trim();
            if (!text || ['SCRIPT', 'STYLE', 'OPTION', 'TITLE'].includes(element.tagName)) continue;
            const style = getComputedStyle(element), svg = element instanceof SVGElement;
            const [a, b] = [luminance(parse(svg ? style.fill : style.color)), luminance(ground(element))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(style.fontSize);
            const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            if (!(ratio >= (large ? 3 : 4.5))) bad.push(`${ratio.toFixed(2)} ${text.slice(0, 60)}`);
          }
          return bad;
        }
        """;
}
