"""The relation graph: every model's fields and relations under the names that queries use.

Alyx 3.6.1, as Django itself lists them. The schema shows serializers only, which lack the reverse
relations (``data_dataset_session_related``) and most columns; a query may join over all of these.

A row is the fields of one model, separated by blanks: ``name`` is text, ``name:kind`` another kind,
``name>app.Model`` a relation to one record, ``name>>app.Model`` to several. Sessions of one kind
(``EphysSession``, ``ImagingSession``) have the same fields as ``Session`` and stand as that; the
password and the token of a user are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from alyxtui.schema.hints import choices, targets
from alyxtui.schema.model import Kind


@dataclass(frozen=True, slots=True)
class ModelField:
    """One field of a model.

    Attributes:
        name: as queries have it.
        kind: the type of a value; OBJECT for a relation.
        target: the model a relation leads to, empty for a column.
        many: whether a relation leads to several records.
    """

    name: str
    kind: Kind = Kind.TEXT
    target: str = ""
    many: bool = False


@cache
def model_fields(model: str) -> Mapping[str, ModelField]:
    """The fields of a model by name; empty for one that the table does not know."""
    tokens = MODEL_FIELDS.get(model, "").split()
    return MappingProxyType({field.name: field for field in map(_field, tokens)})


@cache
def model_of(endpoint: str) -> str:
    """The model whose records an endpoint lists, empty when unknown."""
    served = {name: model for model, name in targets.MODELS.items()}
    return {**served, **_MORE_LISTS}.get(endpoint, "")


def codes_of(model: str, field: str) -> Mapping[str, str]:
    """The label of each stored value of a field with choices, by the value; empty without any."""
    return choices.CODES.get((model, field), _NONE)


def slug_of(model: str) -> str:
    """The field that names a record of a model to a person (``nickname``), empty without one."""
    fields = model_fields(model)
    return next((name for name in _SLUGS if name in fields), "")


def shown_by(model: str) -> str:
    """The field that records show of what they refer to, empty where it is the id.

    Alyx 3.6.1: the same as ``slug_of``, but for probe models (``3B2`` of ``Neuropixel 3B2``) and
    for models themselves (``session`` of ``actions.session``).
    """
    return _SHOWN_BY.get(model) or slug_of(model)


_SHOWN_BY: Mapping[str, str] = MappingProxyType(
    {"contenttypes.ContentType": "model", "experiments.ProbeModel": "probe_model"}
)
_NONE: Mapping[str, str] = MappingProxyType({})
_SLUGS = ("nickname", "username", "name")
# Alyx 3.6.1: another list of the same records.
_MORE_LISTS: Mapping[str, str] = {"water-restricted-subjects": "subjects.Subject"}


def _field(token: str) -> ModelField:
    name, arrow, target = token.partition(">")
    if arrow:
        return ModelField(name, Kind.OBJECT, target.lstrip(">"), many=target.startswith(">"))
    name, _, kind = token.partition(":")
    return ModelField(name, _KINDS[kind])


_KINDS: Mapping[str, Kind] = {
    "": Kind.TEXT,
    "array": Kind.UNKNOWN,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "email": Kind.EMAIL,
    "integer": Kind.INTEGER,
    "json": Kind.JSON,
    "number": Kind.NUMBER,
    "uri": Kind.URI,
    "uuid": Kind.UUID,
}

MODEL_FIELDS: Mapping[str, str] = {
    "actions.ChronicRecording": (
        "chronicinsertion>experiments.ChronicInsertion end_time:datetime id:uuid json:json "
        "lab>misc.Lab location>misc.LabLocation name narrative "
        "procedures>>actions.ProcedureType start_time:datetime subject>subjects.Subject "
        "users>>misc.LabMember"
    ),
    "actions.Cull": (
        "cull_method>actions.CullMethod cull_reason>actions.CullReason date:date description "
        "id:uuid json:json name subject>subjects.Subject user>misc.LabMember"
    ),
    "actions.CullMethod": "cull>>actions.Cull description id:uuid json:json name",
    "actions.CullReason": "cull>>actions.Cull description id:uuid json:json name",
    "actions.Notification": (
        "id:uuid json:json message name notification_type send_at:datetime sent_at:datetime "
        "status subject>subjects.Subject title users>>misc.LabMember"
    ),
    "actions.NotificationRule": (
        "id:uuid json:json name notification_type subjects_scope user>misc.LabMember"
    ),
    "actions.OtherAction": (
        "end_time:datetime id:uuid json:json lab>misc.Lab location>misc.LabLocation name "
        "narrative procedures>>actions.ProcedureType start_time:datetime "
        "subject>subjects.Subject users>>misc.LabMember"
    ),
    "actions.ProcedureType": (
        "chronicrecording>>actions.ChronicRecording description id:uuid json:json name "
        "otheraction>>actions.OtherAction session>>actions.Session surgery>>actions.Surgery "
        "virusinjection>>actions.VirusInjection waterrestriction>>actions.WaterRestriction"
    ),
    "actions.Session": (
        "auto_datetime:datetime data_dataset_session_related>>data.Dataset end_time:datetime "
        "extended_qc:json field_of_view>>experiments.FOV id:uuid json:json lab>misc.Lab "
        "location>misc.LabLocation n_correct_trials:integer n_trials:integer name narrative "
        "number:integer parent_session>actions.Session "
        "probe_insertion>>experiments.ProbeInsertion procedures>>actions.ProcedureType "
        "projects>>subjects.Project qc:integer session>>actions.Session start_time:datetime "
        "subject>subjects.Subject task_protocol tasks>>jobs.Task type users>>misc.LabMember "
        "wateradmin_session_related>>actions.WaterAdministration"
    ),
    "actions.Surgery": (
        "end_time:datetime id:uuid implant_weight:number json:json lab>misc.Lab "
        "location>misc.LabLocation name narrative outcome_type "
        "procedures>>actions.ProcedureType start_time:datetime subject>subjects.Subject "
        "users>>misc.LabMember"
    ),
    "actions.VirusInjection": (
        "end_time:datetime id:uuid injection_type injection_volume:number json:json "
        "lab>misc.Lab location>misc.LabLocation name narrative "
        "procedures>>actions.ProcedureType rate_of_injection:number start_time:datetime "
        "subject>subjects.Subject users>>misc.LabMember virus_batch"
    ),
    "actions.WaterAdministration": (
        "adlib:boolean date_time:datetime id:uuid json:json name session>actions.Session "
        "subject>subjects.Subject user>misc.LabMember water_administered:number "
        "water_type>actions.WaterType"
    ),
    "actions.WaterRestriction": (
        "end_time:datetime id:uuid json:json lab>misc.Lab location>misc.LabLocation name "
        "narrative procedures>>actions.ProcedureType reference_weight:number "
        "start_time:datetime subject>subjects.Subject users>>misc.LabMember "
        "water_type>actions.WaterType"
    ),
    "actions.WaterType": (
        "id:uuid json:json name wateradministration>>actions.WaterAdministration "
        "waterrestriction>>actions.WaterRestriction"
    ),
    "actions.Weighing": (
        "date_time:datetime id:uuid json:json name subject>subjects.Subject "
        "user>misc.LabMember weight:number"
    ),
    "data.DataFormat": (
        "dataset>>data.Dataset description file_extension id:uuid json:json "
        "matlab_loader_function name python_loader_function"
    ),
    "data.DataNotice": (
        "affected_date_end:date affected_date_start:date created_by>misc.LabMember "
        "created_datetime:datetime datasets>>data.Dataset description id:uuid "
        "importance:integer json:json name version_affected"
    ),
    "data.DataRepository": (
        "data_url:uri filerecord>>data.FileRecord globus_endpoint_id:uuid "
        "globus_is_personal:boolean globus_path hostname id:uuid json:json lab>>misc.Lab name "
        "repository_type>data.DataRepositoryType tasks>>jobs.Task timezone"
    ),
    "data.DataRepositoryType": "datarepository>>data.DataRepository id:uuid json:json name",
    "data.Dataset": (
        "auto_datetime:datetime collection content_type>contenttypes.ContentType "
        "created_by>misc.LabMember created_datetime:datetime "
        "data_dataset_provenance_related>>data.Dataset data_format>data.DataFormat "
        "data_notices>>data.DataNotice dataset_type>data.DatasetType default_dataset:boolean "
        "download>>data.Download field_of_view>>experiments.FOV file_records>>data.FileRecord "
        "file_size:integer generating_software hash id:uuid json:json md5:uuid name "
        "object_id:uuid probe_insertion>>experiments.ProbeInsertion "
        "provenance_directory>data.Dataset qc:integer revision>data.Revision "
        "session>actions.Session tags>>data.Tag version"
    ),
    "data.DatasetType": (
        "created_by>misc.LabMember dataset>>data.Dataset description filename_pattern id:uuid "
        "json:json name"
    ),
    "data.Download": (
        "count:integer dataset>data.Dataset first_download:datetime id:uuid json:json "
        "last_download:datetime name projects>>subjects.Project user>misc.LabMember"
    ),
    "data.FileRecord": (
        "data_repository>data.DataRepository dataset>data.Dataset exists:boolean id:uuid "
        "json:json name relative_path"
    ),
    "data.Revision": (
        "created_datetime:datetime dataset>>data.Dataset description id:uuid json:json name"
    ),
    "data.Tag": (
        "datasets>>data.Dataset description hash id:uuid json:json name protected:boolean "
        "public:boolean"
    ),
    "experiments.BrainRegion": (
        "acronym brain_region>>experiments.FOVLocation channels>>experiments.Channel "
        "children>>experiments.BrainRegion description id:integer level:integer lft:integer "
        "name ontology parent>experiments.BrainRegion rght:integer tree_id:integer"
    ),
    "experiments.Channel": (
        "axial:number brain_region>experiments.BrainRegion id:uuid json:json lateral:number "
        "name trajectory_estimate>experiments.TrajectoryEstimate x:number y:number z:number"
    ),
    "experiments.ChronicInsertion": (
        "chronicrecording_ptr>actions.ChronicRecording end_time:datetime id:uuid json:json "
        "lab>misc.Lab location>misc.LabLocation model>experiments.ProbeModel name narrative "
        "probe_insertion>>experiments.ProbeInsertion procedures>>actions.ProcedureType serial "
        "start_time:datetime subject>subjects.Subject "
        "trajectory_estimate>>experiments.TrajectoryEstimate users>>misc.LabMember"
    ),
    "experiments.CoordinateSystem": (
        "description fovlocation>>experiments.FOVLocation id:uuid json:json name "
        "trajectoryestimate>>experiments.TrajectoryEstimate"
    ),
    "experiments.FOV": (
        "datasets>>data.Dataset id:uuid imaging_type>experiments.ImagingType json:json "
        "location>>experiments.FOVLocation name session>actions.Session "
        "stack>experiments.ImagingStack"
    ),
    "experiments.FOVLocation": (
        "auto_datetime:datetime brain_region>>experiments.BrainRegion "
        "coordinate_system>experiments.CoordinateSystem default_provenance:boolean "
        "field_of_view>experiments.FOV id:uuid json:json n_xyz:array name provenance x:array "
        "y:array z:array"
    ),
    "experiments.ImagingStack": "id:uuid json:json name slices>>experiments.FOV",
    "experiments.ImagingType": "field_of_view>>experiments.FOV id:uuid json:json name",
    "experiments.ProbeInsertion": (
        "auto_datetime:datetime chronic_insertion>experiments.ChronicInsertion "
        "datasets>>data.Dataset id:uuid json:json model>experiments.ProbeModel name serial "
        "session>actions.Session trajectory_estimate>>experiments.TrajectoryEstimate"
    ),
    "experiments.ProbeModel": (
        "chronic_insertion>>experiments.ChronicInsertion description id:uuid json:json name "
        "probe_insertion>>experiments.ProbeInsertion probe_manufacturer probe_model"
    ),
    "experiments.TrajectoryEstimate": (
        "channels>>experiments.Channel chronic_insertion>experiments.ChronicInsertion "
        "coordinate_system>experiments.CoordinateSystem datetime:datetime depth:number "
        "id:uuid json:json phi:number probe_insertion>experiments.ProbeInsertion "
        "provenance:integer roll:number theta:number x:number y:number z:number"
    ),
    "jobs.Task": (
        "arguments:json children>>jobs.Task cpu:integer data_repository>data.DataRepository "
        "datetime:datetime executable gpu:integer graph id:uuid io_charge:integer "
        "level:integer log name parents>>jobs.Task priority:integer ram:integer "
        "session>actions.Session status:integer time_elapsed_secs:number "
        "time_out_secs:integer version"
    ),
    "misc.CageType": "description housing>>misc.Housing id:uuid json:json lab>>misc.Lab name",
    "misc.Enrichment": "description housing>>misc.Housing id:uuid json:json lab>>misc.Lab name",
    "misc.Food": "description housing>>misc.Housing id:uuid json:json lab>>misc.Lab name",
    "misc.Housing": (
        "cage_cleaning_frequency_days:integer cage_name cage_type>misc.CageType "
        "enrichment>misc.Enrichment food>misc.Food housing_subjects>>misc.HousingSubject "
        "id:uuid json:json light_cycle:integer name subjects>>subjects.Subject"
    ),
    "misc.HousingSubject": (
        "end_datetime:datetime housing>misc.Housing id:uuid json:json name "
        "start_datetime:datetime subject>subjects.Subject"
    ),
    "misc.Lab": (
        "address cage_cleaning_frequency_days:integer cage_type>misc.CageType "
        "chronicrecording>>actions.ChronicRecording enrichment>misc.Enrichment food>misc.Food "
        "id:uuid institution json:json lablocation>>misc.LabLocation "
        "labmembership>>misc.LabMembership light_cycle:integer line>>subjects.Line name "
        "otheraction>>actions.OtherAction reference_weight_pct:number "
        "repositories>>data.DataRepository session>>actions.Session subject>>subjects.Subject "
        "surgery>>actions.Surgery timezone virusinjection>>actions.VirusInjection "
        "waterrestriction>>actions.WaterRestriction zscore_weight_pct:number"
    ),
    "misc.LabLocation": (
        "chronicrecording>>actions.ChronicRecording id:uuid json:json lab>misc.Lab name "
        "otheraction>>actions.OtherAction session>>actions.Session surgery>>actions.Surgery "
        "virusinjection>>actions.VirusInjection waterrestriction>>actions.WaterRestriction"
    ),
    "misc.LabMember": (
        "allowed_users>>misc.LabMember chronicrecording>>actions.ChronicRecording "
        "cull>>actions.Cull data_dataset_created_by_related>>data.Dataset "
        "data_datasettype_created_by_related>>data.DatasetType data_notices>>data.DataNotice "
        "date_joined:datetime download>>data.Download email:email first_name "
        "groups>>auth.Group id:uuid is_active:boolean is_public_user:boolean is_staff:boolean "
        "is_stock_manager:boolean is_superuser:boolean labmember>>misc.LabMember "
        "labmembership>>misc.LabMembership last_login:datetime last_name "
        "logentry>>admin.LogEntry note>>misc.Note notification>>actions.Notification "
        "notificationrule>>actions.NotificationRule otheraction>>actions.OtherAction "
        "project>>subjects.Project revision>>reversion.Revision session>>actions.Session "
        "subjects_requested>>subjects.SubjectRequest subjects_responsible>>subjects.Subject "
        "surgery>>actions.Surgery user_permissions>>auth.Permission username "
        "virusinjection>>actions.VirusInjection "
        "wateradministration>>actions.WaterAdministration "
        "waterrestriction>>actions.WaterRestriction weighing>>actions.Weighing"
    ),
    "misc.LabMembership": (
        "end_date:date id:uuid json:json lab>misc.Lab name role start_date:date user>misc.LabMember"
    ),
    "misc.Note": (
        "content_type>contenttypes.ContentType date_time:datetime id:uuid image json:json "
        "name object_id:uuid text user>misc.LabMember"
    ),
    "subjects.Allele": (
        "id:uuid json:json line>>subjects.Line name nickname sequences>>subjects.Sequence "
        "subject>>subjects.Subject zygosity>>subjects.Zygosity "
        "zygosityrule>>subjects.ZygosityRule"
    ),
    "subjects.BreedingPair": (
        "description end_date:date father>subjects.Subject id:uuid json:json "
        "line>subjects.Line litter>>subjects.Litter mother1>subjects.Subject "
        "mother2>subjects.Subject name start_date:date"
    ),
    "subjects.GenotypeTest": (
        "id:uuid json:json name sequence>subjects.Sequence subject>subjects.Subject "
        "test_result:integer"
    ),
    "subjects.Line": (
        "alleles>>subjects.Allele breeding_pair_autoname_index:integer "
        "breedingpair>>subjects.BreedingPair description expression_data_url:uri id:uuid "
        "is_active:boolean json:json lab>misc.Lab litter>>subjects.Litter "
        "litter_autoname_index:integer name nickname source>subjects.Source source_identifier "
        "source_url:uri species>subjects.Species strain>subjects.Strain "
        "subject>>subjects.Subject subject_autoname_index:integer "
        "subjectrequest>>subjects.SubjectRequest target_phenotype "
        "zygosityrule>>subjects.ZygosityRule"
    ),
    "subjects.Litter": (
        "birth_date:date breeding_pair>subjects.BreedingPair description id:uuid json:json "
        "line>subjects.Line name subject>>subjects.Subject"
    ),
    "subjects.Project": (
        "description download>>data.Download id:uuid json:json name session>>actions.Session "
        "subject>>subjects.Subject users>>misc.LabMember"
    ),
    "subjects.Sequence": (
        "allele>>subjects.Allele base_pairs description genotypetest>>subjects.GenotypeTest "
        "id:uuid json:json name subject>>subjects.Subject "
        "zygosity_rule_sequence0>>subjects.ZygosityRule "
        "zygosity_rule_sequence1>>subjects.ZygosityRule"
    ),
    "subjects.Source": (
        "description id:uuid json:json line>>subjects.Line name subject>>subjects.Subject"
    ),
    "subjects.Species": (
        "id:uuid json:json line>>subjects.Line name nickname subject>>subjects.Subject"
    ),
    "subjects.Strain": (
        "description id:uuid json:json line>>subjects.Line name subject>>subjects.Subject"
    ),
    "subjects.Subject": (
        "actions_chronicrecordings>>actions.ChronicRecording "
        "actions_otheractions>>actions.OtherAction actions_sessions>>actions.Session "
        "actions_surgerys>>actions.Surgery actions_virusinjections>>actions.VirusInjection "
        "actions_waterrestrictions>>actions.WaterRestriction actual_severity:integer "
        "adverse_effects birth_date:date cage cull>actions.Cull death_date:date description "
        "ear_mark genotype>>subjects.Allele genotype_date:date "
        "genotype_test>>subjects.Sequence genotypetest>>subjects.GenotypeTest "
        "housing_subjects>>misc.HousingSubject housings>>misc.Housing id:uuid json:json "
        "lab>misc.Lab line>subjects.Line litter>subjects.Litter "
        "litter_father>>subjects.BreedingPair mother1>>subjects.BreedingPair "
        "mother2>>subjects.BreedingPair name nickname notification>>actions.Notification "
        "projects>>subjects.Project protocol_number reduced_date:date "
        "request>subjects.SubjectRequest responsible_user>misc.LabMember sex "
        "source>subjects.Source species>subjects.Species strain>subjects.Strain "
        "to_be_culled:boolean to_be_genotyped:boolean "
        "water_administrations>>actions.WaterAdministration wean_date:date "
        "weighings>>actions.Weighing zygosity>>subjects.Zygosity"
    ),
    "subjects.SubjectRequest": (
        "count:integer date_time:date description due_date:date id:uuid json:json "
        "line>subjects.Line name subject>>subjects.Subject user>misc.LabMember"
    ),
    "subjects.Zygosity": (
        "allele>subjects.Allele id:uuid json:json name subject>subjects.Subject zygosity:integer"
    ),
    "subjects.ZygosityRule": (
        "allele>subjects.Allele id:uuid json:json line>subjects.Line name "
        "sequence0>subjects.Sequence sequence0_result:integer sequence1>subjects.Sequence "
        "sequence1_result:integer zygosity:integer"
    ),
}
