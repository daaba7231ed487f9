"""A file of tasks that came with a form."""

from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from rest_framework.exceptions import ValidationError

from experiments.bodies import NamedUpload
from experiments.definitions import put_task_set
from experiments.models import TaskSet
from experiments.taskfile import MAX_TASKS_BYTES, parse_tasks
from organizations.errors import Invalid
from organizations.models import Organization
from providers.request_bodies import parse_body

TOO_LARGE = f"The file has more than {MAX_TASKS_BYTES // 2**20} MiB."
BAD_NAME = "The name of a task set has 1 to 200 printable characters."


def store_upload(
    organization: Organization, sent: UploadedFile, *, name: str
) -> TaskSet | list[str]:
    """The version with the tasks of the file; or what is wrong with it, a sentence each."""
    if (sent.size or 0) > MAX_TASKS_BYTES:
        return [TOO_LARGE]
    place = sent.name or "tasks.jsonl"
    try:
        named = parse_body(NamedUpload, {"name": name.strip() or PurePath(place).stem}).name
        tasks = parse_tasks(sent.read().decode("utf-8").split("\n"), place=place)
    except ValidationError:
        return [BAD_NAME]
    except UnicodeDecodeError as fault:
        return [f"{place}: not UTF-8 at byte {fault.start}"]
    except Invalid as fault:
        return fault.message.split("\n")
    return put_task_set(organization, name=named, tasks=tasks)[0]
