"""Pictures, sound and video files of a terminal: events, uploads, shooting, searching."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from bailiwick.protocols.jtt808.kinds import BYTE, DWORD, WORD, IfLeft, Many, Raw, When
from bailiwick.protocols.jtt808.location import Location, LocationKind
from bailiwick.protocols.jtt808.moments import Moment
from bailiwick.protocols.jtt808.records import Nested, message

BASIC_LOCATION = LocationKind(with_items=False)


@message(0x0800, "多媒体事件信息上传", "8.51")
@dataclass(frozen=True, slots=True)
class MediaEvent:
    """``kind``: 0 picture, 1 sound, 2 video; ``form``: 0 JPEG, 1 TIF, 2 MP3, 3 WAV, 4 WMV."""

    media_id: Annotated[int, DWORD]
    kind: Annotated[int, BYTE]
    form: Annotated[int, BYTE]
    event: Annotated[int, BYTE]
    channel: Annotated[int, BYTE]


@message(0x0801, "多媒体数据上传", "8.52")
@dataclass(frozen=True, slots=True)
class MediaUpload:
    """A file with the place it was taken at; nearly always in parts. Answered by 0x8800."""

    media_id: Annotated[int, DWORD]
    kind: Annotated[int, BYTE]
    form: Annotated[int, BYTE]
    event: Annotated[int, BYTE]
    channel: Annotated[int, BYTE]
    location: Annotated[Location, BASIC_LOCATION]
    content: Annotated[bytes, Raw()]


@message(0x8800, "多媒体数据上传应答", "8.53")
@dataclass(frozen=True, slots=True)
class MediaUploadAnswer:
    """``missing`` None: complete, and no list follows; else the parts to send again."""

    media_id: Annotated[int, DWORD]
    missing: Annotated[tuple[int, ...] | None, IfLeft(Many(WORD, BYTE))] = None


@message(0x8801, "摄像头立即拍摄命令", "8.54")
@dataclass(frozen=True, slots=True)
class ShootNow:
    """``command``: 0 stop, 0xFFFF video, else the number of pictures; ``interval_s`` between
    pictures, or the length of the video. ``store``: 1 keep, 0 send at once."""

    channel: Annotated[int, BYTE]
    command: Annotated[int, WORD]
    interval_s: Annotated[int, WORD]
    store: Annotated[int, BYTE]
    resolution: Annotated[int, BYTE]
    quality: Annotated[int, BYTE]
    brightness: Annotated[int, BYTE]
    contrast: Annotated[int, BYTE]
    saturation: Annotated[int, BYTE]
    chroma: Annotated[int, BYTE]


@message(0x0805, "摄像头立即拍摄命令应答", "8.55")
@dataclass(frozen=True, slots=True)
class ShootAnswer:
    """``result``: 0 done, 1 failed, 2 channel unsupported; the list stands there only if 0."""

    answered_serial: Annotated[int, WORD]
    result: Annotated[int, BYTE]
    media_ids: Annotated[
        tuple[int, ...] | None, When(lambda seen, _: seen["result"] == 0, Many(DWORD, WORD))
    ] = None


@message(0x8802, "存储多媒体数据检索", "8.56")
@dataclass(frozen=True, slots=True)
class SearchMedia:
    """A time of None is no bound."""

    kind: Annotated[int, BYTE]
    channel: Annotated[int, BYTE]
    event: Annotated[int, BYTE]
    starts_at: Annotated[datetime | None, Moment()]
    ends_at: Annotated[datetime | None, Moment()]


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """One file a terminal holds (表87)."""

    media_id: Annotated[int, DWORD]
    kind: Annotated[int, BYTE]
    channel: Annotated[int, BYTE]
    event: Annotated[int, BYTE]
    location: Annotated[Location, BASIC_LOCATION]


@message(0x0802, "存储多媒体数据检索应答", "8.57")
@dataclass(frozen=True, slots=True)
class SearchAnswer:
    answered_serial: Annotated[int, WORD]
    found: Annotated[tuple[StoredMedia, ...], Many(Nested(StoredMedia), WORD)]


@message(0x8803, "存储多媒体数据上传命令", "8.58")
@dataclass(frozen=True, slots=True)
class UploadStored:
    """``delete``: 0 keep, 1 delete after the upload."""

    kind: Annotated[int, BYTE]
    channel: Annotated[int, BYTE]
    event: Annotated[int, BYTE]
    starts_at: Annotated[datetime | None, Moment()]
    ends_at: Annotated[datetime | None, Moment()]
    delete: Annotated[int, BYTE]


@message(0x8804, "录音开始命令", "8.59")
@dataclass(frozen=True, slots=True)
class RecordSound:
    """``command``: 0 stop, 1 start; ``duration_s`` 0: until stopped; ``rate``: 0 8k, 1 11k,
    2 23k, 3 32k samples a second."""

    command: Annotated[int, BYTE]
    duration_s: Annotated[int, WORD]
    store: Annotated[int, BYTE]
    rate: Annotated[int, BYTE]


@message(0x8805, "单条存储多媒体数据检索上传命令", "8.60")
@dataclass(frozen=True, slots=True)
class UploadOne:
    """``delete``: 0 keep, 1 delete after the upload."""

    media_id: Annotated[int, DWORD]
    delete: Annotated[int, BYTE]
