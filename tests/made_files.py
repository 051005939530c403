"""Files of the kinds that people have, made from lines of text: web pages, Word files, PDFs."""

import html
import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def page(lines, *, charset="utf-8", title="页面"):
    """A web page of a government's site: menu, paragraphs, footer."""
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{title}</title><script>var a = "不是正文";</script></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul></div>
<div class="article"><div class="content">{body}</div></div>
<div class="footer"><a href="/about">网站地图</a> <a href="/help">联系我们</a></div>
</body></html>"""


def docx(lines, *, method=zipfile.ZIP_DEFLATED):
    """A Word file with a paragraph for each line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{html.escape(line)}</w:t></w:r></w:p>'
        for line in lines
    )
    return docx_of(f"<w:body>{paragraphs}</w:body>", method=method)


def docx_of(body, *, head="", method=zipfile.ZIP_DEFLATED, name="word/document.xml"):
    """A Word file with such a body, in XML."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{WORD}">{body}'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, f"{xml}</w:document>")
    return data.getvalue()


def pdf(pages, *, unicode_map=True, n_times=1, extra=""):
    """A PDF with a line of text for each line of each page, in a font that is not embedded."""
    characters = sorted({character for lines in pages for line in lines for character in line})
    codes = {character: code for code, character in enumerate(characters, 1)}
    cmap = "\n".join(
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items()
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{cmap}\nendbfchar endcmap end end"
    )
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages))) + " "
    count = len(pages) * n_times
    mapped = "/ToUnicode 5 0 R" if unicode_map else ""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids * n_times}] /Count {count} >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H {mapped}"
        " /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(to_unicode),
    ]
    for place, lines in enumerate(pages):
        shown = "\n".join(
            f"<{''.join(f'{codes[c]:04x}' for c in line)}> Tj 0 -20 Td" for line in lines
        )
        text = f"BT /F 12 Tf 60 780 Td\n{shown}\nET" if lines else ""
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * place} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>",
            stream(text + extra),
        ]
    return assembled(objects)


def stream(text):
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def assembled(objects, trailer=""):
    """A PDF of such objects, numbered from 1, the first of which is the catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    data += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer}>>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()
