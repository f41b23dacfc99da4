import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/** Where the gateway is and the key that opens it. An API key acts as a workflow: its messages have the author `bot`. */
export class ParleyApi implements ICredentialType {
  name = 'parleyApi';

  displayName = 'Parley API';

  icon: Icon = { light: 'file:../nodes/Parley/parley.svg', dark: 'file:../nodes/Parley/parley.dark.svg' };

  documentationUrl = 'https://github.com/parley-gateway/parley#readme';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      required: true,
      default: 'http://localhost:8400',
      placeholder: 'e.g. https://parley.example.com',
      description: 'The address of your Parley gateway, as n8n reaches it',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'A key of your gateway. The first one is set by PARLEY_API_KEY, or printed when the gateway starts.',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}', url: '/api/v1/me' },
  };
}
