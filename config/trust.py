"""``/trust``: how to trust the local authority, and its certificate to download. No data, no login.

Answered here and not by a view because it must work before any login can: a phone that does not
trust the certificate yet. Exists only with ``bin/run --lan``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.tls import TRUST_PAGE

CERTIFICATE = f"{TRUST_PAGE}/authority.crt"
PAGE = f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>信任本机证书 · 执行指挥中心平台</title></head>
<body>
<h1>信任本机证书</h1>
<p>手机和电脑信任本证书后,浏览器才会允许本平台使用摄像头、麦克风和定位。每台设备做一次。</p>
<p><a href="{CERTIFICATE}" download="bailiwick-authority.crt">下载证书</a></p>
<h2>安卓</h2>
<p>设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书,选择下载的文件。</p>
<h2>苹果手机、平板</h2>
<p>用 Safari 下载 → 设置 → 已下载描述文件 → 安装;
再到 设置 → 通用 → 关于本机 → 证书信任设置,打开本证书。</p>
<h2>Windows</h2>
<p>双击证书 → 安装证书 → 本地计算机 → 将证书放入“受信任的根证书颁发机构”。</p>
<h2>Debian、统信、麒麟</h2>
<p>复制到 /usr/local/share/ca-certificates/ 后执行 update-ca-certificates;
浏览器另在 设置 → 隐私与安全 → 证书 中导入为授权中心。</p>
<p>不再使用本平台时,请从设备中删除本证书。</p>
</body></html>
"""


async def answer(path: str, authority: Path, send: Any) -> None:
    """Send the page, or the certificate. 404 for anything else below the address."""
    if path == TRUST_PAGE:
        await _send(send, 200, "text/html; charset=utf-8", PAGE.encode())
    elif path == CERTIFICATE:
        await _send(send, 200, "application/x-x509-ca-cert", authority.read_bytes())
    else:
        await _send(send, 404, "text/plain; charset=utf-8", "没有这个页面".encode())


async def _send(send: Any, status: int, kind: str, body: bytes) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
